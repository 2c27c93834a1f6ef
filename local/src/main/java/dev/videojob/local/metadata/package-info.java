/** The Mongo-compatible metadata store on this machine. */
@NullMarked
package dev.videojob.local.metadata;

import org.jspecify.annotations.NullMarked;
