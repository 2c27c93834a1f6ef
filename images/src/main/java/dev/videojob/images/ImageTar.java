package dev.videojob.images;

import java.nio.file.Path;
import java.util.List;

/**
 * An image in a file: an OCI image layout that is also a {@code docker save} archive, for {@code
 * ctr images import}, {@code kind load image-archive}, {@code docker load} and {@code crane push}.
 *
 * @param name the image's whole name with its tag, which importers give it
 * @param platform the platform it runs on
 * @param file the tar
 * @param digest the digest of the image's manifest, {@code sha256:…}: the digest in a registry too
 * @param manifestBytes the length of the manifest
 * @param layers the layers, the base's first
 */
public record ImageTar(
    String name,
    Platform platform,
    Path file,
    String digest,
    long manifestBytes,
    List<Stored> layers) {

  /** Copies the layers. */
  public ImageTar {
    layers = List.copyOf(layers);
  }

  /**
   * A layer as it is stored.
   *
   * @param digest of the compressed bytes
   * @param compressedBytes as it travels and lies in a registry
   * @param uncompressedBytes as it lies unpacked on a node
   */
  public record Stored(String digest, long compressedBytes, long uncompressedBytes) {}

  /** The layers as they travel: what registries, {@code ctr images ls} and kubelets count. */
  public long compressedBytes() {
    return layers.stream().mapToLong(Stored::compressedBytes).sum();
  }

  /** The layers as they lie unpacked on a node. */
  public long uncompressedBytes() {
    return layers.stream().mapToLong(Stored::uncompressedBytes).sum();
  }
}
