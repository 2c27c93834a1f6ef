/**
 * A real one-node Kubernetes cluster on a Linux machine, made of Go programs that are built here
 * and of Debian packages: brought up, looked at and taken down without a trace.
 */
@NullMarked
package dev.videojob.e2e.cluster;

import org.jspecify.annotations.NullMarked;
