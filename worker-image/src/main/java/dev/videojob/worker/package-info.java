/** The worker: one attempt at one VideoJob, from fetching the source to the report. */
@NullMarked
package dev.videojob.worker;

import org.jspecify.annotations.NullMarked;
