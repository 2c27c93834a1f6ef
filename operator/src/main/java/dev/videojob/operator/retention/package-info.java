/** Finished VideoJobs are removed when they have been kept long enough. */
@NullMarked
package dev.videojob.operator.retention;

import org.jspecify.annotations.NullMarked;
