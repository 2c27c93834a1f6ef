/** Images that the node has without a registry. */
@NullMarked
package dev.videojob.e2e.cluster.images;

import org.jspecify.annotations.NullMarked;
