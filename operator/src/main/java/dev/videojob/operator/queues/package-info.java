/** VideoQueues: their intake, the jobs that wait for them, their statistics. */
@NullMarked
package dev.videojob.operator.queues;

import org.jspecify.annotations.NullMarked;
