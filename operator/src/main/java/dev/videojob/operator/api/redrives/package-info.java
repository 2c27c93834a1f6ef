/** Redrives over HTTP: dead letters are sent back to their queue, and how far that is. */
@NullMarked
package dev.videojob.operator.api.redrives;

import org.jspecify.annotations.NullMarked;
