/** Finished work that is remembered when its VideoJob is gone. */
@NullMarked
package dev.videojob.operator.tombstones;

import org.jspecify.annotations.NullMarked;
