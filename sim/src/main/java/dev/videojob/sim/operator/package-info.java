/** The operator's own parts, put together around simulated clients. */
@NullMarked
package dev.videojob.sim.operator;

import org.jspecify.annotations.NullMarked;
