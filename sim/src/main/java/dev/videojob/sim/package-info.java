/**
 * The real operator in simulated surroundings, driven by a seed: time, queues, API server, pods and
 * their faults.
 */
@NullMarked
package dev.videojob.sim;

import org.jspecify.annotations.NullMarked;
