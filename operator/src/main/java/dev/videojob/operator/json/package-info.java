/** What all that look into other people's JSON share. */
@NullMarked
package dev.videojob.operator.json;

import org.jspecify.annotations.NullMarked;
