package dev.videojob.chaos;

import dev.videojob.chaos.storm.Storm;
import dev.videojob.chaos.storm.Storm.Gust;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A storm that passes over a run, each disturbance at its time and on a thread of its own. */
final class StormPassing implements AutoCloseable {
  private final Blows blows;
  private final Timeline timeline;

  /** Platform threads: most wait for processes. */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("storm-", 0).factory());

  private final List<Future<?>> gusts = new ArrayList<>();

  private StormPassing(Blows blows, Timeline timeline) {
    this.blows = blows;
    this.timeline = timeline;
  }

  static StormPassing begin(Storm storm, Blows blows, Timeline timeline) {
    var passing = new StormPassing(blows, timeline);
    storm
        .gusts()
        .forEach(gust -> passing.gusts.add(passing.threads.submit(() -> passing.pass(gust))));
    return passing;
  }

  private Void pass(Gust gust) throws InterruptedException {
    var what = gust.what();
    timeline.await(gust.at());
    try {
      timeline.add(what.told() + ": " + blows.begin(what));
      timeline.await(timeline.now().plus(what.lasting()));
    } finally {
      blows.end(what);
    }
    if (what.lasting().isPositive()) {
      timeline.add(what.told() + ": over");
    }
    return null;
  }

  /**
   * Waits until all disturbances are over.
   *
   * @throws IllegalStateException if one could not be done or undone
   */
  void awaitEnd() throws InterruptedException {
    for (var gust : gusts) {
      try {
        gust.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a disturbance failed: " + e.getCause(), e);
      }
    }
  }

  /** Ends what is still going on. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
