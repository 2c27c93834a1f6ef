package dev.videojob.operator.api.rest;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends writes to callers who do not read: a socket waits for them for ever. Interrupting a virtual
 * thread that writes closes its socket.
 */
final class WriteLimit implements AutoCloseable {
  private final Duration longest;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-api-writes").factory());

  WriteLimit(Duration longest) {
    this.longest = longest;
  }

  /** Does {@code write}; its connection is closed when that takes too long. */
  void within(Runnable write) {
    var end =
        watch.schedule(
            Thread.currentThread()::interrupt, longest.toMillis(), TimeUnit.MILLISECONDS);
    try {
      write.run();
    } finally {
      end.cancel(false);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
