package dev.videojob.contract;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The profiles that exist without a {@code TranscodeProfile} resource. */
public final class BuiltInProfiles {
  /** Name of the profile that is used where none is named. */
  public static final String DEFAULT = "hls-ladder";

  private static final List<String> NAMES =
      List.of(DEFAULT, "mp4-720p", "audio-only", "thumbnails");

  private BuiltInProfiles() {}

  /** The names, the default first. */
  public static List<String> names() {
    return NAMES;
  }

  /** The built-in profile of that name, if there is one. */
  public static Optional<TranscodeProfileSpec> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static TranscodeProfileSpec read(String name) {
    String resource = "/dev/videojob/profiles/" + name + ".yaml";
    try (InputStream yaml = BuiltInProfiles.class.getResourceAsStream(resource)) {
      if (yaml == null) {
        throw new IllegalStateException("The built-in profile " + resource + " is missing");
      }
      return new YAMLMapper().readValue(yaml, TranscodeProfileSpec.class);
    } catch (IOException e) {
      throw new UncheckedIOException("The built-in profile " + resource + " cannot be read", e);
    }
  }
}
