/** The node's processes: which containers live, and what is done to them. */
@NullMarked
package dev.videojob.chaos.node;

import org.jspecify.annotations.NullMarked;
