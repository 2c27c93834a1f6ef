/** A Kubernetes API server, garbage collector and Job controller in one process. */
@NullMarked
package dev.videojob.local.cluster;

import org.jspecify.annotations.NullMarked;
