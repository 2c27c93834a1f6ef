package dev.videojob.chaos;

import dev.videojob.chaos.load.Load;
import dev.videojob.chaos.storm.Storm;
import dev.videojob.chaos.verdict.Judge;
import dev.videojob.chaos.verdict.Verdict;
import dev.videojob.e2e.cluster.machine.Condition;
import dev.videojob.e2e.cluster.machine.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One run: uploads, a storm over them, the wait for their ends, and the verdict. */
final class Run {
  /** What has not ended by then, counted from the storm's end, is lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(20);

  private final Stage stage;
  private final long seed;
  private final Storm storm;
  private final Load load;
  private final Evidence evidence;
  private final Timeline timeline;
  private final Observer observer;
  private Duration nextWord = Duration.ZERO;

  Run(Stage stage, Progress progress, long seed, int uploads, Path folder) {
    this.stage = stage;
    this.seed = seed;
    this.storm = Storm.of(seed);
    // The same seed may be played again where its uploads are remembered.
    var keys = "run-%d-%s".formatted(seed, Long.toString(System.currentTimeMillis(), 36));
    this.load = Load.of(seed, keys, uploads);
    this.evidence = new Evidence(folder.resolve("run-" + seed));
    this.timeline = new Timeline(progress);
    this.observer = new Observer(stage.user(), load, stage.witness());
  }

  /** Plays it on a stage that is prepared. */
  RunReport play() throws InterruptedException, IOException {
    evidence.clear();
    stage.witness().forget();
    pass();
    var calm = timeline.now();
    timeline.add("the storm is over");
    nextWord = calm.plus(BETWEEN_WORDS);
    var ended = Condition.holdsWithin(PATIENCE, this::everythingHasEnded);
    timeline.add(ended ? "everything has ended" : "not everything has ended");
    return report(timeline.now().minus(calm));
  }

  private boolean everythingHasEnded() {
    var all = observer.everythingHasEnded() && stage.noWorkerLives();
    if (!all && timeline.now().compareTo(nextWord) >= 0) {
      timeline.add("%d of %d have ended".formatted(observer.ended(), load.films().size()));
      nextWord = timeline.now().plus(BETWEEN_WORDS);
    }
    return all;
  }

  private void pass() throws InterruptedException, IOException {
    var blows = stage.blows(evidence.folder());
    try (var passing = StormPassing.begin(storm, blows, timeline)) {
      new Sender(stage.user(), stage.clips(), timeline).send(load);
      passing.awaitEnd();
    }
  }

  private RunReport report(Duration recovery) throws IOException {
    var seen = observer.observations();
    var verdict = Judge.judge(seen);
    verdict.faults().forEach(fault -> timeline.add(fault.toString()));
    return new RunReport(
        seed,
        timeline.entries(),
        verdict,
        seconds(recovery),
        seconds(stage.witness().longestGap()),
        seen.pods().size(),
        keptEvidence(verdict));
  }

  private @Nullable Path keptEvidence(Verdict verdict) throws IOException {
    if (verdict.faults().isEmpty()) {
      evidence.clear();
      return null;
    }
    return evidence.keep(stage, timeline);
  }

  private static double seconds(Duration time) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3));
  }
}
