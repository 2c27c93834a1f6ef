package dev.videojob.operator.api.rest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** The requests that are worked on at once. */
final class Places {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final int all;
  private final Semaphore free;

  Places(int all) {
    this.all = all;
    this.free = new Semaphore(all);
  }

  /** A place for a request, or a refusal. */
  Place take() {
    var place = new Place();
    place.take();
    return place;
  }

  /** The place of one request; of one thread. */
  final class Place implements AutoCloseable {
    private boolean taken;

    private void take() {
      if (!free.tryAcquire()) {
        throw Problem.passing(
                Problem.Kind.UNAVAILABLE,
                "This replica works on %d requests already, as many as it may.".formatted(all),
                SOON)
            .asRefusal();
      }
      taken = true;
    }

    /** Waits for the caller without the place, so that slow ones do not keep others out. */
    <T> T without(Supplier<T> waiting) {
      close();
      var come = waiting.get();
      take();
      return come;
    }

    @Override
    public void close() {
      if (taken) {
        taken = false;
        free.release();
      }
    }
  }
}
