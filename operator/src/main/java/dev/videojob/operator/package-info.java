/** The operator as a program: its command, its parts put together, its start and its stop. */
@NullMarked
package dev.videojob.operator;

import org.jspecify.annotations.NullMarked;
