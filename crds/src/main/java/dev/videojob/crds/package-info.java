/** Turns the records of the API into the CRDs and the reference that are committed. */
@NullMarked
package dev.videojob.crds;

import org.jspecify.annotations.NullMarked;
