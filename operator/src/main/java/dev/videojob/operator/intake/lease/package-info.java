/** Keeping held messages invisible while their work lives. */
@NullMarked
package dev.videojob.operator.intake.lease;

import org.jspecify.annotations.NullMarked;
