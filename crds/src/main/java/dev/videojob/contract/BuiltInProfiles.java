package dev.videojob.contract;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The profiles that exist without a {@code TranscodeProfile} resource. */
public final class BuiltInProfiles {
  /** Name of the profile that is used where none is named. */
  public static final String DEFAULT = "hls-ladder";

  private static final List<String> NAMES =
      List.of(DEFAULT, "mp4-720p", "audio-only", "thumbnails");

  /** Read once: every look at a job asks for one. */
  private static final Map<String, TranscodeProfileSpec> PROFILES =
      NAMES.stream()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), BuiltInProfiles::read));

  private BuiltInProfiles() {}

  /** The names, the default first. */
  public static List<String> names() {
    return NAMES;
  }

  /** The built-in profile of that name, if there is one. */
  public static Optional<TranscodeProfileSpec> find(String name) {
    return Optional.ofNullable(PROFILES.get(name));
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
