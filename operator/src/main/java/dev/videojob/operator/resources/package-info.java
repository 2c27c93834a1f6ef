/** Pure builders of what the operator writes to the API server; no client is known here. */
@NullMarked
package dev.videojob.operator.resources;

import org.jspecify.annotations.NullMarked;
