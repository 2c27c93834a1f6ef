package dev.videojob.images.java;

import dev.videojob.images.Layer;
import dev.videojob.images.Platform;
import dev.videojob.images.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Java runtime of the modules that the programs use, made by jlink. */
public final class JavaRuntime {
  /** Where it is in an image. */
  public static final String HOME = "/opt/java";

  /**
   * What the programs use, found by jdeps and by running them. Only found by running:
   * jdk.naming.dns for {@code mongodb+srv://} addresses, jdk.net for keep-alive settings of
   * sockets. Not used though named in class files: java.desktop (beans in snakeyaml's unused half)
   * and what it brings.
   */
  public static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.management",
          "jdk.naming.dns",
          "jdk.net",
          "jdk.unsupported");

  private JavaRuntime() {}

  /**
   * Links a runtime, unless the directory is there already.
   *
   * @param jdk the JDK whose jlink is used
   * @param platform for which platform; its modules are the JDK's own for this machine's, Debian's
   *     for another
   * @param home the directory of the runtime
   */
  public static void link(Path jdk, Platform platform, Path home) {
    if (Files.isDirectory(home)) {
      return;
    }
    Path aside = home.resolveSibling(home.getFileName() + ".new");
    delete(aside);
    try {
      Files.createDirectories(home.getParent());
      Tool.of(command(jdk, platform, home, aside)).run();
      settle(aside);
      Files.move(aside, home);
    } catch (IOException e) {
      throw new UncheckedIOException("the Java runtime cannot be made", e);
    }
  }

  private static List<String> command(Path jdk, Platform platform, Path home, Path output) {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/jlink").toString());
    if (platform != Platform.ofThisMachine()) {
      Path modules = home.resolveSibling("jmods-" + platform.architecture());
      DebianJdk.modules(platform, modules);
      command.addAll(List.of("--module-path", modules.toString()));
    }
    command.addAll(List.of("--add-modules", String.join(",", MODULES)));
    command.addAll(List.of("--compress", "zip-6", "--no-header-files", "--no-man-pages"));
    command.addAll(List.of("--strip-java-debug-attributes", "--exclude-files", "**.debuginfo"));
    command.addAll(List.of("--output", output.toString()));
    return command;
  }

  /** The times that the files have in an image: the ahead-of-time cache remembers them. */
  private static void settle(Path home) throws IOException {
    try (Stream<Path> tree = Files.walk(home)) {
      for (Path file : tree.toList()) {
        if (!Files.isSymbolicLink(file)) {
          Files.setLastModifiedTime(file, FileTime.from(Layer.MODIFIED));
        }
      }
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
