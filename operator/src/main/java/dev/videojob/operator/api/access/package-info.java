/** Who calls the HTTP API, what they may do, and how often. */
@NullMarked
package dev.videojob.operator.api.access;

import org.jspecify.annotations.NullMarked;
