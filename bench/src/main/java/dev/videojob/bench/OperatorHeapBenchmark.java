package dev.videojob.bench;

import dev.videojob.local.command.LocalStack;
import java.util.Locale;
import java.util.Map;

/**
 * What an operator keeps in its heap with finished and live VideoJobs around: it is started as a
 * process of its own with a small heap, and looked at after a full collection. The pods of live
 * ones name an image that does not exist, so that ten thousand of them cost the machine nothing.
 *
 * <p>Arguments: finished VideoJobs (default 1000), live ones (default 100), heap in MiB (default
 * 128).
 */
public final class OperatorHeapBenchmark {
  private OperatorHeapBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var finished = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    var live = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    var heap = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 128;
    try (var stack = LocalStack.startPlatform()) {
      run(stack, finished, live, heap);
    }
  }

  private static void run(LocalStack stack, int finished, int live, int heap) throws Exception {
    var made = new MadeVideoJobs(stack);
    made.finished(finished);
    made.live(live);
    var settings =
        Map.of(
            "VIDEOJOB_WORKER_IMAGE", "nowhere:bench",
            "VIDEOJOB_MAX_JOBS", String.valueOf(live),
            "VIDEOJOB_UNQUEUED_MAX_JOBS", String.valueOf(live));
    try (var operator = OperatorChild.start(stack, heap, settings)) {
      made.awaitJobs(live);
      operator.awaitQuiet();
      var used = operator.usedMebibytes();
      System.out.printf(
          Locale.ROOT,
          "operator heap with %d finished and %d live VideoJobs: %.1f MiB of -Xmx%dm, %.2f of it%n",
          finished,
          live,
          used,
          heap,
          used / heap);
    }
  }
}
