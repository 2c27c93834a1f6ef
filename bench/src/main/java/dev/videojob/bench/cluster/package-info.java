/**
 * Measurements on a real API server with its controllers, where only the pods are fake: {@code
 * ./videojob bench cluster}.
 */
@NullMarked
package dev.videojob.bench.cluster;

import org.jspecify.annotations.NullMarked;
