/** The machine that the cluster runs on: what it must have, and its programs and processes. */
@NullMarked
package dev.videojob.e2e.cluster.machine;

import org.jspecify.annotations.NullMarked;
