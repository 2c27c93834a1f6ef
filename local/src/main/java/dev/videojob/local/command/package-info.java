/** The commands of the local platform: {@code demo}, {@code up}, {@code get}, {@code describe}. */
@NullMarked
package dev.videojob.local.command;

import org.jspecify.annotations.NullMarked;
