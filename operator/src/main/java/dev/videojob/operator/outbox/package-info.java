/**
 * What the outside is told: the metadata store, the processed queue, dead letters, the source
 * queue.
 */
@NullMarked
package dev.videojob.operator.outbox;

import org.jspecify.annotations.NullMarked;
