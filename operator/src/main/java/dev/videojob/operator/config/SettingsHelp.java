package dev.videojob.operator.config;

import java.util.Arrays;
import java.util.stream.Stream;

/** The settings as the help text shows them. */
public final class SettingsHelp {
  private SettingsHelp() {}

  /** Three lines a setting: its names, its meaning, its default. */
  public static String[] lines() {
    return Arrays.stream(Setting.values()).flatMap(SettingsHelp::lines).toArray(String[]::new);
  }

  private static Stream<String> lines(Setting setting) {
    var byDefault =
        setting.defaultValue().isEmpty() ? "" : " (default: " + setting.defaultValue() + ")";
    return Stream.of(
        "  " + setting.variable() + "   [" + setting.path() + "]" + byDefault,
        "      " + setting.meaning());
  }
}
