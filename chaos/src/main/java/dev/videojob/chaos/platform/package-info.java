/** The operator with its surroundings on the cluster, and Toxiproxy between them. */
@NullMarked
package dev.videojob.chaos.platform;

import org.jspecify.annotations.NullMarked;
