/** SQS on this machine. */
@NullMarked
package dev.videojob.local.queue;

import org.jspecify.annotations.NullMarked;
