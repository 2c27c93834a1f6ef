/** The keys and certificates of one cluster, made when it starts. */
@NullMarked
package dev.videojob.e2e.cluster.pki;

import org.jspecify.annotations.NullMarked;
