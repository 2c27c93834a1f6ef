package dev.videojob.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Jib's OCI layout, with what importers read besides: the image's name where containerd looks for
 * it (Jib writes the tag only), and the {@code manifest.json} that {@code docker load} and Jib
 * itself want of a tar.
 */
final class ImageArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BLOBS = "blobs/sha256/";

  private ImageArchive() {}

  static ImageTar rewrite(Path layout, Path target, String name, Platform platform)
      throws IOException {
    Map<String, byte[]> documents = new HashMap<>();
    Map<String, Long> uncompressed = new HashMap<>();
    Path aside = target.resolveSibling(target.getFileName() + ".new");
    try (var in = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(layout)));
        var out = newTar(new BufferedOutputStream(Files.newOutputStream(aside)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        copy(in, entry, out, documents, uncompressed);
      }
      ObjectNode index = (ObjectNode) JSON.readTree(document(documents, "index.json"));
      ObjectNode descriptor = (ObjectNode) index.path("manifests").get(0);
      describe(descriptor, name, platform);
      JsonNode manifest = JSON.readTree(document(documents, blob(descriptor)));
      put(out, "oci-layout", document(documents, "oci-layout"));
      put(out, "index.json", JSON.writeValueAsBytes(index));
      put(out, "manifest.json", JSON.writeValueAsBytes(List.of(dockerManifest(manifest, name))));
      out.finish();
      Files.move(aside, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      return imageTar(name, platform, target, descriptor, manifest, uncompressed);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static ImageTar imageTar(
      String name,
      Platform platform,
      Path target,
      JsonNode descriptor,
      JsonNode manifest,
      Map<String, Long> uncompressed) {
    List<ImageTar.Stored> layers = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      layers.add(
          new ImageTar.Stored(
              layer.path("digest").asText(),
              layer.path("size").asLong(),
              uncompressed.getOrDefault(blob(layer), 0L)));
    }
    return new ImageTar(
        name,
        platform,
        target,
        descriptor.path("digest").asText(),
        descriptor.path("size").asLong(),
        layers);
  }

  /** Documents are small and are kept to be read; layers pass through. */
  private static void copy(
      TarArchiveInputStream in,
      TarArchiveEntry entry,
      TarArchiveOutputStream out,
      Map<String, byte[]> documents,
      Map<String, Long> uncompressed)
      throws IOException {
    if (entry.isDirectory()) {
      return;
    }
    var content = new BufferedInputStream(in, 1 << 16);
    content.mark(2);
    boolean gzip = content.read() == 0x1f && content.read() == 0x8b;
    content.reset();
    if (!gzip) {
      byte[] bytes = content.readAllBytes();
      documents.put(entry.getName(), bytes);
      if (entry.getName().startsWith(BLOBS)) {
        put(out, entry.getName(), bytes);
      }
      return;
    }
    TarArchiveEntry copied = newEntry(entry.getName(), entry.getSize());
    out.putArchiveEntry(copied);
    var tee = new TeeInputStream(content, out);
    try (var plain = new GZIPInputStream(tee, 1 << 16)) {
      uncompressed.put(entry.getName(), plain.transferTo(OutputStream.nullOutputStream()));
      tee.drain();
    }
    out.closeArchiveEntry();
  }

  private static void describe(ObjectNode descriptor, String name, Platform platform) {
    descriptor
        .putObject("platform")
        .put("architecture", platform.architecture())
        .put("os", "linux");
    descriptor
        .putObject("annotations")
        .put("io.containerd.image.name", name)
        .put("org.opencontainers.image.ref.name", name.substring(name.lastIndexOf(':') + 1));
  }

  private static ObjectNode dockerManifest(JsonNode manifest, String name) {
    ObjectNode docker = JSON.createObjectNode();
    docker.put("Config", blob(manifest.path("config")));
    docker.putArray("RepoTags").add(name);
    List<String> layers = new ArrayList<>();
    manifest.path("layers").forEach(layer -> layers.add(blob(layer)));
    docker.set("Layers", JSON.valueToTree(layers));
    return docker;
  }

  private static String blob(JsonNode descriptor) {
    return BLOBS + descriptor.path("digest").asText().replace("sha256:", "");
  }

  private static byte[] document(Map<String, byte[]> documents, String path) throws IOException {
    byte[] document = documents.get(path);
    if (document == null) {
      throw new IOException("the image's archive lacks " + path);
    }
    return document;
  }

  private static TarArchiveOutputStream newTar(OutputStream out) {
    var tar = new TarArchiveOutputStream(out);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    return tar;
  }

  private static void put(TarArchiveOutputStream out, String path, byte[] content)
      throws IOException {
    out.putArchiveEntry(newEntry(path, content.length));
    new ByteArrayInputStream(content).transferTo(out);
    out.closeArchiveEntry();
  }

  private static TarArchiveEntry newEntry(String path, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setModTime(Layer.MODIFIED.toEpochMilli());
    entry.setSize(size);
    return entry;
  }

  /** What is read is written too; it does not close what it reads from. */
  private static final class TeeInputStream extends InputStream {
    private final InputStream in;
    private final OutputStream out;

    TeeInputStream(InputStream in, OutputStream out) {
      this.in = in;
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      if (value >= 0) {
        out.write(value);
      }
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count > 0) {
        out.write(bytes, offset, count);
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    void drain() throws IOException {
      transferTo(OutputStream.nullOutputStream());
    }
  }
}
