package dev.videojob.images.java;

import dev.videojob.images.ExternalCommand;
import dev.videojob.images.FileTree;
import dev.videojob.images.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Java runtime of the modules that the programs use, made by jlink. */
public final class JavaRuntime {
  private static final Duration LIMIT = Duration.ofMinutes(15);

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
   * Links a runtime, unless that was done with the same JDK.
   *
   * @param jdk the JDK whose jlink is used
   * @param platform for which platform; its modules are the JDK's own for this machine's, Debian's
   *     for another
   * @param work where runtimes are kept
   * @return the directory of the runtime, named after what it was made of
   */
  public static Path link(Path jdk, Platform platform, Path work) {
    Path modules = modules(platform, work);
    List<String> options = options(modules);
    String key = FileTree.key(List.of(release(jdk), String.join(" ", options), size(modules)));
    Path home = work.resolve("java-" + platform.architecture() + "-" + key);
    if (Files.isDirectory(home)) {
      return home;
    }
    Path aside = work.resolve("java.new");
    FileTree.delete(aside);
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/jlink").toString());
    command.addAll(options);
    command.addAll(List.of("--output", aside.toString()));
    ExternalCommand.of(command).within(LIMIT).output();
    FileTree.settle(aside);
    try {
      return Files.move(aside, home);
    } catch (IOException e) {
      throw new UncheckedIOException("the Java runtime cannot be made", e);
    }
  }

  private static @Nullable Path modules(Platform platform, Path work) {
    if (platform == Platform.ofThisMachine()) {
      return null;
    }
    Path modules = work.resolve("jmods-" + platform.architecture());
    DebianJdk.modules(platform, modules);
    return modules;
  }

  private static List<String> options(@Nullable Path modules) {
    List<String> options = new ArrayList<>();
    if (modules != null) {
      options.addAll(List.of("--module-path", modules.toString()));
    }
    options.addAll(List.of("--add-modules", String.join(",", MODULES)));
    options.addAll(List.of("--compress", "zip-6", "--no-header-files", "--no-man-pages"));
    options.addAll(List.of("--strip-java-debug-attributes", "--exclude-files", "**.debuginfo"));
    return options;
  }

  /** Tells one download of the modules from another. */
  private static String size(@Nullable Path modules) {
    try {
      return modules == null ? "" : String.valueOf(Files.size(modules.resolve("java.base.jmod")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String release(Path jdk) {
    try {
      return Files.readString(jdk.resolve("release"));
    } catch (IOException e) {
      throw new UncheckedIOException(jdk + " is no JDK", e);
    }
  }
}
