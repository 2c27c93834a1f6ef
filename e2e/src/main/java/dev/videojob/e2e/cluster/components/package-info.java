/** The parts of the cluster: how each is configured, started, watched and stopped. */
@NullMarked
package dev.videojob.e2e.cluster.components;

import org.jspecify.annotations.NullMarked;
