/** The description of the HTTP API, for people and programs. */
@NullMarked
package dev.videojob.operator.api.openapi;

import org.jspecify.annotations.NullMarked;
