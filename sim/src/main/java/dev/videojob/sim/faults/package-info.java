/** What goes wrong, and when. */
@NullMarked
package dev.videojob.sim.faults;

import org.jspecify.annotations.NullMarked;
