/** Pods as child processes of this JVM. */
@NullMarked
package dev.videojob.local.kubelet;

import org.jspecify.annotations.NullMarked;
