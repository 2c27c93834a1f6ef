package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.intake.lease.HeldQueue;
import dev.videojob.operator.intake.message.InvalidMappingException;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.ReceiveSlots;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The intakes of all VideoQueues. {@link #apply} and {@link #remove} do not block: an intake that
 * ends does so on a thread of its own. To be used by the leader only; after {@link #stopAll} a new
 * one is needed.
 */
public final class VideoQueueIntakes {
  /** Longer than a long poll, so that ending one loses no message to a closed connection. */
  private static final Duration UNHURRIED = Duration.ofSeconds(35);

  private final WorkSources sources;
  private final ReceiveSlots slots;
  private final VideoJobStore store;
  private final Tombstones tombstones;
  private final Creations creations;
  private final Refusals refusals;
  private final JobArrivals arrivals;
  private final IntakeListener listener;
  private final InstantSource clock;
  private final IntakeListener log = new IntakeLog();

  private final Map<QueueKey, Entry> entries = new HashMap<>();
  private final Map<QueueKey, AtomicReference<IntakeStatistics>> statistics =
      new ConcurrentHashMap<>();
  private final Set<QueueIntake> ending = ConcurrentHashMap.newKeySet();
  private boolean stopped;

  private record Entry(VideoQueueSpec.Sqs sqs, WorkSource source, @Nullable QueueIntake intake) {
    boolean stalledSince(Instant oldest) {
      return intake != null && intake.lastTurn().isBefore(oldest);
    }
  }

  /**
   * Intakes of no queue yet.
   *
   * @param listener is told what happens at every queue, after the statistics
   */
  public VideoQueueIntakes(
      WorkSources sources,
      ReceiveSlots slots,
      VideoJobStore store,
      Tombstones tombstones,
      Creations creations,
      Refusals refusals,
      JobArrivals arrivals,
      IntakeListener listener,
      InstantSource clock) {
    this.sources = sources;
    this.slots = slots;
    this.store = store;
    this.tombstones = tombstones;
    this.creations = creations;
    this.refusals = refusals;
    this.arrivals = arrivals;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Receives as the VideoQueue says from now on: starts, goes on with changed settings, starts anew
   * when the SQS side has changed, or ends when it is suspended or has none. Messages that are held
   * stay so in all of these cases but the last.
   *
   * @return why nothing is received, in a sentence, when the settings are wrong
   */
  public synchronized Optional<String> apply(VideoQueue queue) {
    QueueKey key = QueueKey.of(queue);
    VideoQueueSpec.Sqs sqs = queue.getSpec().sqs();
    if (sqs == null || stopped) {
      remove(key);
      return Optional.empty();
    }
    try {
      Entry entry = open(key, sqs);
      entries.put(key, entry);
      ServedQueue served = ServedQueue.of(queue);
      entries.put(key, queue.getSpec().suspend() ? paused(entry) : receiving(entry, served));
      return Optional.empty();
    } catch (IllegalArgumentException | InvalidMappingException e) {
      entries.computeIfPresent(key, (k, entry) -> paused(entry));
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private Entry open(QueueKey key, VideoQueueSpec.Sqs sqs) {
    Entry known = entries.get(key);
    if (known != null && known.sqs().equals(sqs)) {
      return known;
    }
    WorkSource source = sources.open(sqs);
    if (known != null) {
      paused(known);
    }
    return new Entry(sqs, source, null);
  }

  private Entry paused(Entry entry) {
    if (entry.intake() != null) {
      end(entry.intake());
    }
    return new Entry(entry.sqs(), entry.source(), null);
  }

  private Entry receiving(Entry entry, ServedQueue served) {
    if (entry.intake() != null) {
      entry.intake().update(served);
      return entry;
    }
    IntakeListener counting = counting(served.key());
    QueueIntake intake =
        new QueueIntake(
            served,
            entry.source(),
            slots,
            new MessageIntake(store, tombstones, creations, refusals, arrivals, counting),
            counting,
            clock);
    intake.start();
    return new Entry(entry.sqs(), entry.source(), intake);
  }

  private IntakeListener counting(QueueKey key) {
    AtomicReference<IntakeStatistics> counted =
        statistics.computeIfAbsent(
            key, k -> new AtomicReference<>(IntakeStatistics.startingAt(k, clock.instant())));
    return event -> {
      counted.updateAndGet(before -> before.after(event));
      log.on(event);
      listener.on(event);
    };
  }

  /** Ends the intake of a queue that is gone; its messages are not held any longer. */
  public synchronized void remove(QueueKey key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      paused(entry);
    }
  }

  private void end(QueueIntake intake) {
    intake.beginStop();
    ending.add(intake);
    Thread.ofVirtual()
        .name("intake-end")
        .start(
            () -> {
              boolean _ = intake.stop(UNHURRIED);
              ending.remove(intake);
            });
  }

  /** How messages of a queue are held, suspended or not; empty for a queue without a source. */
  public synchronized Optional<HeldQueue> heldQueue(QueueKey key) {
    return Optional.ofNullable(entries.get(key))
        .map(
            entry ->
                new HeldQueue(
                    entry.source(), Duration.ofSeconds(entry.sqs().visibilityTimeoutSeconds())));
  }

  /** What the intake of a queue did; empty for one that never received. */
  public Optional<IntakeStatistics> statistics(QueueKey key) {
    return Optional.ofNullable(statistics.get(key)).map(AtomicReference::get);
  }

  /** What all intakes did, those that ended included. */
  public List<IntakeStatistics> statistics() {
    return statistics.values().stream().map(AtomicReference::get).toList();
  }

  /**
   * Queues whose loop has not gone round for {@code limit}, for liveness; 2 minutes is sensible.
   */
  public synchronized List<QueueKey> stalled(Duration limit) {
    Instant oldest = clock.instant().minus(limit);
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().stalledSince(oldest))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Stops all intakes at once and waits for them: nothing new is received, messages in hand are
   * finished or given back.
   *
   * @param grace shorter than the longest long poll, it may leave messages that were on their way
   *     invisible for their visibility time
   * @return what all intakes did
   */
  public List<IntakeStatistics> stopAll(Duration grace) {
    List<Thread> stops = new ArrayList<>();
    for (QueueIntake intake : allOnce()) {
      stops.add(Thread.ofVirtual().name("intake-stop").start(() -> intake.stop(grace)));
    }
    try {
      for (Thread stop : stops) {
        stop.join();
      }
    } catch (InterruptedException e) {
      stops.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
    return statistics();
  }

  private synchronized Set<QueueIntake> allOnce() {
    stopped = true;
    Set<QueueIntake> all = ConcurrentHashMap.newKeySet();
    all.addAll(ending);
    entries.values().stream().map(Entry::intake).filter(Objects::nonNull).forEach(all::add);
    // Sources stay, as the lease keeper may outlive the intakes.
    entries.replaceAll((key, entry) -> new Entry(entry.sqs(), entry.source(), null));
    return all;
  }
}
