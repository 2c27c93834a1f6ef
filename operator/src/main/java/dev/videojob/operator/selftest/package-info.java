/** {@code operator self-test}: one real VideoJob, from its creation to its end. */
@NullMarked
package dev.videojob.operator.selftest;

import org.jspecify.annotations.NullMarked;
