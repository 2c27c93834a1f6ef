/** The source, brought to a local file. */
@NullMarked
package dev.videojob.worker.fetch;

import org.jspecify.annotations.NullMarked;
