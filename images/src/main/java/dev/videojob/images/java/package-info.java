/** The Java runtime, linked for the programs. */
@NullMarked
package dev.videojob.images.java;

import org.jspecify.annotations.NullMarked;
