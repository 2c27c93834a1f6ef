package dev.videojob.e2e.cluster.tools;

import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.images.ExternalCommand;
import dev.videojob.images.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Builds a tool's programs with the machine's Go. */
final class GoBuild {
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final Pattern VERSION = Pattern.compile("go(\\d+)\\.(\\d+)");
  private static final int SECONDS_BETWEEN_LINES = 10;
  private static final int KEPT_LINES = 30;

  private final ToolModule module;
  private final Progress progress;

  GoBuild(ToolModule module, Progress progress) {
    this.module = module;
    this.progress = progress;
  }

  /**
   * Builds all programs of the module.
   *
   * @param folder where the programs go
   * @param fileNames the names of their files, by which a lone program is called
   */
  void into(Path folder, List<String> fileNames) throws IOException, InterruptedException {
    var command = command(folder, fileNames);
    progress.say(
        "building " + module.name() + " " + module.version() + " (once; minutes, not seconds) …");
    var builder = new ProcessBuilder(command).directory(module.folder().toFile());
    builder.environment().put("CGO_ENABLED", "0");
    builder.environment().put("GOFLAGS", "-mod=readonly");
    var process = builder.redirectErrorStream(true).start();
    var lastLines = new ArrayDeque<String>();
    try (var lines = process.inputReader()) {
      follow(lines, lastLines);
    }
    FileTree.delete(folder.resolve("source"));
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          "'"
              + String.join(" ", command)
              + "' failed in "
              + module.folder()
              + ":\n"
              + String.join("\n", lastLines));
    }
  }

  private List<String> command(Path folder, List<String> fileNames) throws IOException {
    var go = new ArrayList<>(List.of(go(), "build", "-v", "-trimpath"));
    go.addAll(List.of("-ldflags", module.linkerFlags()));
    if (module.added().isPresent()) {
      go.addAll(List.of("-modfile", completed(module.added().get(), folder).toString()));
    }
    var output = module.packages().size() == 1 ? "/" + fileNames.getFirst() : "/";
    go.addAll(List.of("-o", folder + output));
    go.addAll(module.packages());
    return go;
  }

  /**
   * Copies the module, adds what it lacks, and writes a go.mod that takes the copy: Go lets nobody
   * add a file to its module cache.
   */
  private Path completed(Path added, Path folder) throws IOException {
    var source = Files.createDirectory(folder.resolve("source"));
    copyContent(moduleInCache(), source);
    copyContent(added, source);
    var goMod = folder.resolve("complete.mod");
    Files.copy(module.folder().resolve("go.mod"), goMod);
    Files.copy(module.folder().resolve("go.sum"), folder.resolve("complete.sum"));
    ExternalCommand.of(
            go(), "mod", "edit", "-replace", module.module() + "=" + source, goMod.toString())
        .output();
    return goMod;
  }

  private static void copyContent(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : (Iterable<Path>) paths::iterator) {
        var target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private Path moduleInCache() {
    var module = this.module.module() + "@" + this.module.version();
    ExternalCommand.of(go(), "mod", "download", module).output();
    var cache = ExternalCommand.of(go(), "env", "GOMODCACHE").output().strip();
    // Go writes a capital letter of a path as "!" and the small one.
    return Path.of(
        cache, CAPITAL.matcher(module).replaceAll(m -> "!" + m.group().toLowerCase(Locale.ROOT)));
  }

  /** {@code go build -v} prints each package that it compiles and each module that it fetches. */
  private void follow(BufferedReader lines, Deque<String> lastLines) throws IOException {
    var count = new AtomicInteger();
    try (var clock = Executors.newSingleThreadScheduledExecutor()) {
      var ticks =
          clock.scheduleAtFixedRate(
              () -> progress.say("  … " + count + " packages of " + module.name()),
              SECONDS_BETWEEN_LINES,
              SECONDS_BETWEEN_LINES,
              TimeUnit.SECONDS);
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        count.incrementAndGet();
        lastLines.add(line);
        if (lastLines.size() > KEPT_LINES) {
          lastLines.remove();
        }
      }
      ticks.cancel(false);
    }
  }

  private static String go() {
    for (var candidate : List.of("go", "/usr/local/go/bin/go")) {
      if (isNewEnough(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "the cluster's programs are built with Go, and none from 1.21 on was found (older ones"
            + " cannot fetch the version that a go.mod names). Install it from https://go.dev/dl"
            + " into /usr/local/go, or on Debian from backports: apt-get install -t"
            + " bookworm-backports golang-go");
  }

  private static boolean isNewEnough(String go) {
    try {
      var version = VERSION.matcher(ExternalCommand.of(go, "env", "GOVERSION").run().output());
      return version.find()
          && Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2)) >= 1021;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
