/** The project's programs as images. */
@NullMarked
package dev.videojob.images.program;

import org.jspecify.annotations.NullMarked;
