/** The programs ffmpeg and ffprobe: where they are and how they are run as children. */
@NullMarked
package dev.videojob.worker.ffmpeg;

import org.jspecify.annotations.NullMarked;
