/** Simulated SQS queues. */
@NullMarked
package dev.videojob.sim.queues;

import org.jspecify.annotations.NullMarked;
