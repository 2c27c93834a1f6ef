/**
 * Container images without a Docker daemon: what the project's images are made of, and {@link
 * dev.videojob.images.ImageBuilder} for anybody who needs another.
 */
@NullMarked
package dev.videojob.images;

import org.jspecify.annotations.NullMarked;
