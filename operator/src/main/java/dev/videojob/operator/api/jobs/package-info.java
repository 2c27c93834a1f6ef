/** Jobs over HTTP: submitted, looked at, followed, cancelled. */
@NullMarked
package dev.videojob.operator.api.jobs;

import org.jspecify.annotations.NullMarked;
