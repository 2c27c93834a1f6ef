/** The story a VideoJob's status tells, and the one way in which it is written. */
@NullMarked
package dev.videojob.operator.status;

import org.jspecify.annotations.NullMarked;
