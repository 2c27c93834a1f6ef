package dev.videojob.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An image's tar, read as an importer reads it. */
public final class OpenedTar {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, byte[]> entries;

  private OpenedTar(Map<String, byte[]> entries) {
    this.entries = entries;
  }

  public static OpenedTar of(Path tar) {
    try {
      return new OpenedTar(entries(Files.newInputStream(tar)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> entries(InputStream content) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var in = new TarArchiveInputStream(new BufferedInputStream(content))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  public JsonNode json(String path) {
    try {
      return JSON.readTree(Objects.requireNonNull(entries.get(path), path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The descriptor of the only image. */
  public JsonNode descriptor() {
    return json("index.json").at("/manifests/0");
  }

  public JsonNode config() {
    return json(json("manifest.json").at("/0/Config").asText());
  }

  /** The paths in a layer, the base's being 0, with the texts of the files. */
  public Map<String, String> layer(int number) {
    byte[] layer =
        Objects.requireNonNull(
            entries.get(json("manifest.json").at("/0/Layers").get(number).asText()));
    try {
      Map<String, String> files = new LinkedHashMap<>();
      entries(new GZIPInputStream(new ByteArrayInputStream(layer)))
          .forEach((path, bytes) -> files.put(path, new String(bytes, StandardCharsets.UTF_8)));
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes(String path) {
    return Objects.requireNonNull(entries.get(path), path);
  }

  public List<String> layers() {
    return json("manifest.json").at("/0/Layers").valueStream().map(JsonNode::asText).toList();
  }
}
