/** The whole platform of the operator in one JVM, for a laptop or a test. */
@NullMarked
package dev.videojob.local;

import org.jspecify.annotations.NullMarked;
