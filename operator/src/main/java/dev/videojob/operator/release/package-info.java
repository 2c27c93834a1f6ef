/** Letting go of VideoJobs when the operator is taken off a cluster. */
@NullMarked
package dev.videojob.operator.release;

import org.jspecify.annotations.NullMarked;
