package dev.videojob.contract;

import java.util.Objects;

/** The version of the programs, which are built together. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** The version in the jar's manifest, or {@code development} where classes come from a folder. */
  public static String current() {
    return Objects.requireNonNullElse(
        ProgramVersion.class.getPackage().getImplementationVersion(), "development");
  }
}
