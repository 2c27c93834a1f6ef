package dev.videojob.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param revision the commit; empty outside of a git checkout
 * @param source where the sources are; empty where git knows no origin
 * @param ffmpegVersion the version of ffmpeg's packaging
 */
public record BuildInfo(
    String version, Instant created, String revision, String source, String ffmpegVersion) {
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
        git(checkout, "rev-parse", "HEAD"),
        withoutCredentials(git(checkout, "config", "--get", "remote.origin.url")),
        properties.getProperty("ffmpeg"));
  }

  private static String git(Path checkout, String... words) {
    List<String> command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
    command.addAll(List.of(words));
    try {
      return ExternalCommand.of(command).output().strip();
    } catch (IllegalStateException | UncheckedIOException e) {
      return "";
    }
  }

  /** Some people's remote has a token in it. */
  static String withoutCredentials(String url) {
    return url.replaceFirst("^(https?://)[^/@]*@", "$1");
  }

  /** The labels that OCI names, those of which something is known. */
  public Map<String, String> labels(String title, String description) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("org.opencontainers.image.title", title);
    labels.put("org.opencontainers.image.description", description);
    labels.put("org.opencontainers.image.version", version);
    labels.put("org.opencontainers.image.revision", revision);
    labels.put("org.opencontainers.image.source", source);
    labels.put("org.opencontainers.image.created", created.toString());
    labels.values().removeIf(String::isEmpty);
    return labels;
  }
}
