/** The operating system's files, from Debian's packages. */
@NullMarked
package dev.videojob.images.debian;

import org.jspecify.annotations.NullMarked;
