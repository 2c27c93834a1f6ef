/** A simulated object store and metadata store, and the people who use the platform. */
@NullMarked
package dev.videojob.sim.outside;

import org.jspecify.annotations.NullMarked;
