package dev.videojob.bench.cluster;

import io.fabric8.kubernetes.client.Config;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Eight connections that share the work of many calls. */
final class ApiConnections implements AutoCloseable {
  static final int COUNT = 8;

  private final List<ApiConnection> connections;
  private final BlockingQueue<ApiConnection> idle = new LinkedBlockingQueue<>();

  ApiConnections(Config config) {
    this.connections = Stream.generate(() -> ApiConnection.open(config)).limit(COUNT).toList();
    idle.addAll(connections);
  }

  /** Any one, for a call now and then. */
  ApiConnection one() {
    return connections.getFirst();
  }

  /** Does the work for each number below {@code count}; fails with the first that failed. */
  void each(int count, Work work) throws InterruptedException {
    var next = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          connections.stream()
              .<Future<?>>map(
                  connection -> threads.submit(() -> work(connection, next, count, work)))
              .toList();
      for (var one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("calls of the API server failed", e.getCause());
    }
  }

  /** Does the work on the first connection that is free of such work. */
  void once(Consumer<ApiConnection> work) {
    ApiConnection connection;
    try {
      connection = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      work.accept(connection);
    } finally {
      idle.add(connection);
    }
  }

  private static void work(ApiConnection connection, AtomicInteger next, int count, Work work) {
    IntStream.generate(next::getAndIncrement)
        .takeWhile(number -> number < count)
        .forEach(number -> work.with(connection, number));
  }

  @Override
  public void close() {
    connections.forEach(ApiConnection::close);
  }

  /** What is done on a connection for one number. */
  interface Work {
    void with(ApiConnection connection, int number);
  }
}
