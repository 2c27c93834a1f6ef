/** What an image is made of, as a CycloneDX bill. */
@NullMarked
package dev.videojob.images.sbom;

import org.jspecify.annotations.NullMarked;
