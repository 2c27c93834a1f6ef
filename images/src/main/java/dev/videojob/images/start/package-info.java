/** Trained starts: the JVM's ahead-of-time cache, and how long a start takes. */
@NullMarked
package dev.videojob.images.start;

import org.jspecify.annotations.NullMarked;
