/** A simulated API server, its watches, the Job controller and pods. */
@NullMarked
package dev.videojob.sim.cluster;

import org.jspecify.annotations.NullMarked;
