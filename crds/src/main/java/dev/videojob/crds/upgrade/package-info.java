/**
 * Compares two states of the CRDs and says what an upgrade in place would break, by the criteria of
 * docs/adr/0017-what-breaks-a-crd.md.
 */
@NullMarked
package dev.videojob.crds.upgrade;

import org.jspecify.annotations.NullMarked;
