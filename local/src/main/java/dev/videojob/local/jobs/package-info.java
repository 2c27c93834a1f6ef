/** The Job controller of Kubernetes on this machine. */
@NullMarked
package dev.videojob.local.jobs;

import org.jspecify.annotations.NullMarked;
