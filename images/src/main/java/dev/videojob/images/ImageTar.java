package dev.videojob.images;

import java.nio.file.Path;

/**
 * An image in a file: an OCI image layout that is also a {@code docker save} archive, for {@code
 * ctr images import}, {@code kind load image-archive}, {@code docker load} and {@code crane push}.
 *
 * @param name the image's whole name with its tag, which importers give it
 * @param platform the platform it runs on
 * @param file the tar
 * @param digest the digest of the image's manifest, {@code sha256:…}: the digest in a registry too
 * @param compressedBytes the layers as they travel
 * @param uncompressedBytes the layers as they lie on a node
 */
public record ImageTar(
    String name,
    Platform platform,
    Path file,
    String digest,
    long compressedBytes,
    long uncompressedBytes) {}
