package dev.videojob.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What is known of the build that the images are of.
 *
 * @param version the project's version, in lower case as tags are
 * @param created the time that the build gives to everything that it makes
 * @param revision the commit; "unknown" outside of a git checkout
 * @param ffmpegVersion the version of ffmpeg's packaging
 */
public record BuildInfo(String version, Instant created, String revision, String ffmpegVersion) {
  private static final String SOURCE = "https://github.com/videojob/videojob-operator";

  /** Reads what Maven wrote, and asks git. */
  public static BuildInfo read(Path checkout) {
    var properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version").toLowerCase(Locale.ROOT),
        Instant.parse(properties.getProperty("created")),
        revision(checkout),
        properties.getProperty("ffmpeg"));
  }

  private static String revision(Path checkout) {
    try {
      return Tool.of(List.of("git", "-C", checkout.toString(), "rev-parse", "HEAD")).run();
    } catch (IllegalStateException | UncheckedIOException e) {
      return "unknown";
    }
  }

  /** The labels that OCI names. */
  public Map<String, String> labels(String title, String description) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("org.opencontainers.image.title", title);
    labels.put("org.opencontainers.image.description", description);
    labels.put("org.opencontainers.image.version", version);
    labels.put("org.opencontainers.image.revision", revision);
    labels.put("org.opencontainers.image.source", SOURCE);
    labels.put("org.opencontainers.image.licenses", "Apache-2.0");
    labels.put("org.opencontainers.image.created", created.toString());
    return labels;
  }
}
