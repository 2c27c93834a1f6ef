/** Observe, plan, persist, act: the one loop of a VideoJob's life. */
@NullMarked
package dev.videojob.operator.reconcile;

import org.jspecify.annotations.NullMarked;
