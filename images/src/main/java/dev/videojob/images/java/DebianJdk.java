package dev.videojob.images.java;

import dev.videojob.images.Platform;
import dev.videojob.images.debian.DebianPackages;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The modules of Debian's JDK 25, for platforms that this machine is not: a JDK can link a runtime
 * for another platform, but needs that platform's modules as packages.
 */
final class DebianJdk {
  private static final String PACKAGE = "openjdk-25-jdk-headless";

  private DebianJdk() {}

  /** Downloads the modules (about 350 MB) unless the directory is there already. */
  static void modules(Platform platform, Path modules) {
    if (Files.isDirectory(modules)) {
      return;
    }
    Path tar = modules.resolveSibling(modules.getFileName() + ".tar");
    Path aside = modules.resolveSibling(modules.getFileName() + ".new");
    try {
      Files.createDirectories(aside);
      DebianPackages.unpack(platform, List.of(PACKAGE), tar, 1);
      unpack(tar, aside);
      Files.move(aside, modules);
      Files.delete(tar);
    } catch (IOException e) {
      throw new UncheckedIOException("the modules of " + PACKAGE + " cannot be unpacked", e);
    }
  }

  private static void unpack(Path tar, Path modules) throws IOException {
    try (var in = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        if (name.endsWith(".jmod") && wanted(name)) {
          Path module = modules.resolve(name.substring(name.lastIndexOf('/') + 1));
          Files.copy(in, module, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Those of the runtime and those that they require. */
  private static boolean wanted(String name) {
    String module = name.substring(name.lastIndexOf('/') + 1).replace(".jmod", "");
    return JavaRuntime.MODULES.contains(module) || module.startsWith("java.");
  }
}
