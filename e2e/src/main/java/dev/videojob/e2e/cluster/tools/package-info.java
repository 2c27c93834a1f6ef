/** The Go programs of the cluster, built from the modules that {@code e2e/tools} pins. */
@NullMarked
package dev.videojob.e2e.cluster.tools;

import org.jspecify.annotations.NullMarked;
