/** What must hold of every history. */
@NullMarked
package dev.videojob.sim.check;

import org.jspecify.annotations.NullMarked;
