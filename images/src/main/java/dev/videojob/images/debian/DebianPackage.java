package dev.videojob.images.debian;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A package that a base image holds.
 *
 * @param name its name
 * @param version its version, as Debian writes it
 * @param architecture the architecture that it was built for, or {@code all}
 */
public record DebianPackage(String name, String version, String architecture) {

  /** The packages of a base image that {@link DebianRoot} made, in the order of their names. */
  public static List<DebianPackage> of(Path image) {
    try (var in = open(Files.newInputStream(image))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals("layer.tar")) {
          return inLayer(in.readAllBytes());
        }
      }
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("the base image " + image + " cannot be read", e);
    }
  }

  private static List<DebianPackage> inLayer(byte[] layer) throws IOException {
    List<DebianPackage> packages = new ArrayList<>();
    try (var in = open(new ByteArrayInputStream(layer))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isFile() && entry.getName().startsWith(DebianPackages.STATUS + "/")) {
          packages.add(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
      }
    }
    return packages;
  }

  private static TarArchiveInputStream open(java.io.InputStream in) {
    return new TarArchiveInputStream(new BufferedInputStream(in));
  }

  static DebianPackage parse(String control) {
    Map<String, String> fields = new HashMap<>();
    control
        .lines()
        .filter(line -> !line.startsWith(" ") && line.contains(": "))
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
    return new DebianPackage(
        fields.getOrDefault("Package", ""),
        fields.getOrDefault("Version", ""),
        fields.getOrDefault("Architecture", ""));
  }
}
