/** What all that talk to the API server share. */
@NullMarked
package dev.videojob.operator.client;

import org.jspecify.annotations.NullMarked;
