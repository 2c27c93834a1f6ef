/** The operator's settings, read once at start. */
@NullMarked
package dev.videojob.operator.config;

import org.jspecify.annotations.NullMarked;
