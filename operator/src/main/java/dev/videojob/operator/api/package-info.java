/** The operator's HTTP server: health, metrics and the workers' progress. */
@NullMarked
package dev.videojob.operator.api;

import org.jspecify.annotations.NullMarked;
