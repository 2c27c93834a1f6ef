/**
 * Runs in which the real operator on a real cluster is hit again and again, and what came of it.
 */
@NullMarked
package dev.videojob.chaos;

import org.jspecify.annotations.NullMarked;
