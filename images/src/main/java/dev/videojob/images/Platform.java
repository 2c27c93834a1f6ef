package dev.videojob.images;

import java.util.Locale;

/** A platform that images are built for. */
public enum Platform {
  LINUX_AMD64("amd64", "linux-x86_64-gpl"),
  LINUX_ARM64("arm64", "linux-arm64-gpl");

  private final String architecture;
  private final String ffmpeg;

  Platform(String architecture, String ffmpeg) {
    this.architecture = architecture;
    this.ffmpeg = ffmpeg;
  }

  /** The name of the architecture, the same for OCI, Go and Debian: amd64, arm64. */
  public String architecture() {
    return architecture;
  }

  /** The classifier of the ffmpeg jar of this platform. */
  public String ffmpegClassifier() {
    return ffmpeg;
  }

  /**
   * Reads a platform as OCI writes it.
   *
   * @param text such as {@code linux/amd64}
   * @throws IllegalArgumentException when images are not built for it
   */
  public static Platform parse(String text) {
    for (Platform platform : values()) {
      if (platform.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
        return platform;
      }
    }
    throw new IllegalArgumentException(
        "There are no images for the platform '" + text + "'; write linux/amd64 or linux/arm64.");
  }

  /** The platform of this machine's processor, whatever its system: that is what it can test. */
  public static Platform ofThisMachine() {
    return System.getProperty("os.arch", "").equals("aarch64") ? LINUX_ARM64 : LINUX_AMD64;
  }

  /** As OCI writes it, such as {@code linux/amd64}. */
  @Override
  public String toString() {
    return "linux/" + architecture;
  }
}
