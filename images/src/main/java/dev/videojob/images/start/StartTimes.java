package dev.videojob.images.start;

import dev.videojob.images.FileTree;
import dev.videojob.images.program.Program;
import dev.videojob.images.program.ProgramFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How long the operator takes from the start of its process to readiness. */
public final class StartTimes {
  private static final int RUNS = 7;

  private StartTimes() {}

  /**
   * The middle of seven starts.
   *
   * @param ready until {@code /readyz} answers 200
   * @param processor the processor time until then
   */
  public record Start(Duration ready, Duration processor) {}

  /**
   * The two ways to start.
   *
   * @param plain without the ahead-of-time cache
   * @param trained with it
   */
  public record Comparison(Start plain, Start trained) {}

  /** Measures both ways in turn, against one platform; a first pair warms the file system. */
  public static Comparison measure(
      Path checkout, Path work, Path javaHome, ProgramFiles operator, Path caches) {
    Path folder = work.resolve("measuring");
    FileTree.delete(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var trained =
        List.of("-XX:AOTCache=" + caches.resolve(TrainedStarts.fileName(Program.OPERATOR)));
    List<Start> with = new ArrayList<>();
    List<Start> without = new ArrayList<>();
    try (var platform = PlatformProcess.start(checkout, folder, null)) {
      for (int run = 0; run <= RUNS; run++) {
        without.add(once(operator, javaHome, List.of(), platform, folder));
        with.add(once(operator, javaHome, trained, platform, folder));
      }
    }
    return new Comparison(middle(without), middle(with));
  }

  private static Start once(
      ProgramFiles operator,
      Path javaHome,
      List<String> options,
      PlatformProcess platform,
      Path folder) {
    try (var run =
        OperatorRun.start(operator, javaHome, options, platform, folder.resolve("operator.log"))) {
      Duration ready = run.awaitReady();
      return new Start(ready, run.processorTime());
    }
  }

  private static Start middle(List<Start> starts) {
    List<Start> counted =
        starts.subList(1, starts.size()).stream()
            .sorted(Comparator.comparing(Start::ready))
            .toList();
    return counted.get(counted.size() / 2);
  }
}
