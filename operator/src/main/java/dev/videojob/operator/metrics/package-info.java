/** What is counted. */
@NullMarked
package dev.videojob.operator.metrics;

import org.jspecify.annotations.NullMarked;
