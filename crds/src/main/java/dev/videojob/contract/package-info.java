/**
 * What the operator and a worker say to each other: the task that a pod is given, the progress it
 * posts, the report it leaves, and what its exit code means. No Kubernetes type is used here, so
 * that a worker needs no Kubernetes library.
 */
@NullMarked
package dev.videojob.contract;

import org.jspecify.annotations.NullMarked;
