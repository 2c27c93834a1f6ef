/** What a source is, and whether it may be worked on. */
@NullMarked
package dev.videojob.worker.probe;

import org.jspecify.annotations.NullMarked;
