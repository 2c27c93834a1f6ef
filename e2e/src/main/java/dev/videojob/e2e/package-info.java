/** The same path on a real cluster: the cluster itself, and the tests that run on one. */
@NullMarked
package dev.videojob.e2e;

import org.jspecify.annotations.NullMarked;
