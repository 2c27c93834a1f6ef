/** The run of ffmpeg that makes every rendition from one decode of the source. */
@NullMarked
package dev.videojob.worker.encode;

import org.jspecify.annotations.NullMarked;
