/** What became of what was sent, and whether anything was lost or doubled. */
@NullMarked
package dev.videojob.chaos.verdict;

import org.jspecify.annotations.NullMarked;
