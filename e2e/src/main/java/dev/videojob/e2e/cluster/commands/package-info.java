/** The commands {@code ./videojob cluster …}. */
@NullMarked
package dev.videojob.e2e.cluster.commands;

import org.jspecify.annotations.NullMarked;
