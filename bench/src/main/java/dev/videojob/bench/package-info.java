/** Measurements of the product on real input, printed as ratios so that machines do not matter. */
@NullMarked
package dev.videojob.bench;

import org.jspecify.annotations.NullMarked;
