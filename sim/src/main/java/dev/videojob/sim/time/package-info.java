/** Simulated time: what happens next, and steps that are interrupted by others. */
@NullMarked
package dev.videojob.sim.time;

import org.jspecify.annotations.NullMarked;
