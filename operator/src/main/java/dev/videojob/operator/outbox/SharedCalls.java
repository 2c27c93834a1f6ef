package dev.videojob.operator.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call for what several threads ask of the same queue at about the same time. Who asks after a
 * quiet moment is served at once. Who asks within the gap after a call shares the next one, which
 * is made by the first of them when it is full or the gap is over. Each waits for its own outcome.
 *
 * @param <K> what is asked, such as a queue; calls are shared for equal ones
 * @param <I> what is asked for, an entry of a call
 * @param <O> what became of it
 */
final class SharedCalls<K, I, O> {
  private final Call<K, I, O> call;
  private final Room room;
  private final ToIntFunction<I> bytes;
  private final long gapNanos;
  private final Map<K, Line> lines = new ConcurrentHashMap<>();

  /** Makes a call; the outcomes are in the order of the items. */
  interface Call<K, I, O> {
    List<O> make(K key, List<I> items);
  }

  /**
   * What one call takes. An item that is larger than the whole goes alone.
   *
   * @param bytes of all entries together
   */
  record Room(int entries, int bytes) {}

  /**
   * @param bytes how large an item is
   * @param gap between two calls that are not full; zero has each item go at once
   */
  SharedCalls(Call<K, I, O> call, Room room, ToIntFunction<I> bytes, Duration gap) {
    this.call = call;
    this.room = room;
    this.bytes = bytes;
    this.gapNanos = gap.toNanos();
  }

  /**
   * What became of {@code item}. An unchecked exception of a call goes to all who share it.
   *
   * @throws InterruptedException when the thread is interrupted while another makes the call, which
   *     is made all the same
   */
  O ask(K key, I item) throws InterruptedException {
    var entry = new Entry<I, O>(item);
    var line = lines.computeIfAbsent(key, _ -> new Line());
    var batch = line.seat(entry);
    if (batch.leader == entry) {
      batch.awaitTurn(line);
      make(key, line.close(batch));
    }
    return outcome(entry);
  }

  private void make(K key, List<Entry<I, O>> entries) {
    try {
      var outcomes = call.make(key, entries.stream().map(entry -> entry.item).toList());
      for (var place = 0; place < entries.size(); place++) {
        entries.get(place).outcome.complete(outcomes.get(place));
      }
    } catch (RuntimeException | Error e) {
      entries.forEach(entry -> entry.outcome.completeExceptionally(e));
      throw e;
    }
  }

  private static <I, O> O outcome(Entry<I, O> entry) throws InterruptedException {
    try {
      return entry.outcome.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("the call that was shared failed", e.getCause());
    }
  }

  private static final class Entry<I, O> {
    final I item;
    final CompletableFuture<O> outcome = new CompletableFuture<>();

    Entry(I item) {
      this.item = item;
    }
  }

  /** Those who share a call; the first of them makes it. */
  private final class Batch {
    final Entry<I, O> leader;
    final List<Entry<I, O>> entries = new ArrayList<>();
    final CountDownLatch full = new CountDownLatch(1);
    int size;

    Batch(Entry<I, O> leader) {
      this.leader = leader;
    }

    boolean takes(int more) {
      return entries.size() < room.entries() && size + more <= room.bytes();
    }

    /** An interrupted leader makes the call at once: the others wait for it. */
    void awaitTurn(Line line) {
      try {
        var _ = full.await(line.nanosUntilDue(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Those who wait for the next call to a queue. */
  private final class Line {
    private @Nullable Batch open;
    private long lastCall = System.nanoTime() - gapNanos;

    synchronized Batch seat(Entry<I, O> entry) {
      var more = bytes.applyAsInt(entry.item);
      var batch = open != null && open.takes(more) ? open : begin(entry);
      batch.entries.add(entry);
      batch.size += more;
      if (batch.entries.size() == room.entries()) {
        batch.full.countDown();
      }
      return batch;
    }

    private Batch begin(Entry<I, O> leader) {
      if (open != null) {
        open.full.countDown();
      }
      open = new Batch(leader);
      return open;
    }

    synchronized long nanosUntilDue() {
      return lastCall + gapNanos - System.nanoTime();
    }

    /** Nobody comes to {@code batch} any more: its call is made now. */
    synchronized List<Entry<I, O>> close(Batch batch) {
      if (open == batch) {
        open = null;
      }
      lastCall = System.nanoTime();
      return List.copyOf(batch.entries);
    }
  }
}
