/** Queues over HTTP: their settings, statistics and dead letters. */
@NullMarked
package dev.videojob.operator.api.queues;

import org.jspecify.annotations.NullMarked;
