package dev.videojob.operator.intake;

import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.intake.source.WorkSourceException;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.ReceiveSlots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that receives the messages of one queue: free slots, long poll, work. The slots it has
 * reserved bound what is handled at once. Any failure makes the loop wait, longer each time, before
 * it receives again, as each receive counts against a message at the queue.
 */
final class QueueIntake {
  private static final Logger LOG = LoggerFactory.getLogger(QueueIntake.class);

  private static final Duration LONGEST_WAIT_FOR_SLOTS = Duration.ofSeconds(10);
  private static final Duration TO_RELEASE = Duration.ofSeconds(5);

  private final QueueKey key;
  private final WorkSource source;
  private final ReceiveSlots slots;
  private final MessageIntake messages;
  private final IntakeListener listener;
  private final InstantSource clock;

  private final ExecutorService handlers;
  private final Thread loop;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Object pollLock = new Object();
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private final AtomicInteger turnsInTrouble = new AtomicInteger();
  private boolean polling;
  private int failedReceives;
  private volatile ServedQueue served;
  private volatile Instant lastTurn;

  QueueIntake(
      ServedQueue served,
      WorkSource source,
      ReceiveSlots slots,
      MessageIntake messages,
      IntakeListener listener,
      InstantSource clock) {
    this.key = served.key();
    this.served = served;
    this.source = source;
    this.slots = slots;
    this.messages = messages;
    this.listener = listener;
    this.clock = clock;
    this.lastTurn = clock.instant();
    this.handlers =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("intake-" + key + "-", 0).factory());
    this.loop = Thread.ofVirtual().name("intake-" + key).unstarted(this::run);
  }

  void start() {
    loop.start();
  }

  /** Messages that are received from now on are read and made to work by this. */
  void update(ServedQueue changed) {
    served = changed;
  }

  /** When the loop last went round. Each turn takes less than two minutes. */
  Instant lastTurn() {
    return lastTurn;
  }

  private void run() {
    try {
      while (!isStopping()) {
        lastTurn = clock.instant();
        turn();
      }
    } catch (InterruptedException e) {
      // Only stop() interrupts; nothing was received, and what was reserved is given back.
      LOG.debug("The intake of {} was interrupted", key);
    }
  }

  private void turn() throws InterruptedException {
    try {
      int reserved = slots.reserve(key, WorkSource.BATCH);
      if (reserved == 0) {
        slots.awaitFree(key, LONGEST_WAIT_FOR_SLOTS);
        return;
      }
      receive(reserved);
      failedReceives = 0;
    } catch (WorkSourceException e) {
      pause(e.getMessage() == null ? e.toString() : e.getMessage(), ++failedReceives);
    } catch (RuntimeException e) {
      LOG.error("A turn of the intake of {} failed in an unforeseen way", key, e);
      pause(e.toString(), ++failedReceives);
    }
    String reason = trouble.getAndSet(null);
    if (reason != null) {
      pause(reason, turnsInTrouble.incrementAndGet());
    }
  }

  private void receive(int reserved) throws InterruptedException {
    int unused = reserved;
    try {
      List<ReceivedMessage> received = poll(reserved);
      listener.on(new IntakeEvent.Answered(key, received.size(), clock.instant()));
      for (ReceivedMessage message : received) {
        unused--;
        hand(message);
      }
    } finally {
      if (unused > 0) {
        slots.giveBack(key, unused);
      }
    }
  }

  /** The long poll is the one thing that is not interrupted until a stop runs out of time. */
  private List<ReceivedMessage> poll(int max) throws InterruptedException {
    synchronized (pollLock) {
      if (isStopping()) {
        return List.of();
      }
      polling = true;
    }
    try {
      return source.receive(max);
    } finally {
      synchronized (pollLock) {
        polling = false;
      }
    }
  }

  private void hand(ReceivedMessage message) {
    try {
      handlers.execute(() -> handle(message));
    } catch (RejectedExecutionException e) {
      // A stop ran out of time while this message was on its way.
      handle(message);
    }
  }

  private void handle(ReceivedMessage message) {
    try {
      Fate fate = isStopping() ? stopped() : fate(message);
      switch (fate) {
        case Fate.Held _ -> turnsInTrouble.set(0);
        case Fate.Done _ -> {
          turnsInTrouble.set(0);
          source.delete(List.of(message.lease()));
        }
        case Fate.Later later -> later(message, later);
      }
    } finally {
      slots.giveBack(key, 1);
    }
  }

  private static Fate stopped() {
    return new Fate.Later("The intake stops.", false);
  }

  private Fate fate(ReceivedMessage message) {
    try {
      return messages.take(served, message);
    } catch (RuntimeException e) {
      LOG.error("Message {} of {} failed in an unforeseen way", message.messageId(), key, e);
      return new Fate.Later(e.toString(), true);
    }
  }

  private void later(ReceivedMessage message, Fate.Later later) {
    // A stop interrupts; the call that gives the message back must still go out.
    boolean interrupted = Thread.interrupted();
    if (isStopping() || interrupted) {
      source.release(List.of(message.lease()));
      listener.on(new IntakeEvent.Released(key, message.messageId()));
      return;
    }
    if (later.everyMessage()) {
      trouble.set(later.reason());
    }
    Duration delay = Backoff.OF_MESSAGES.after(message.receiveCount());
    for (LeaseOutcome outcome : source.renew(List.of(message.lease()), delay)) {
      LOG.debug("Message {} comes again: {}", message.messageId(), outcome);
    }
    listener.on(new IntakeEvent.Postponed(key, message.messageId(), later.reason()));
  }

  private void pause(String reason, int failures) throws InterruptedException {
    Duration delay = Backoff.OF_RECEIVES.after(failures);
    listener.on(new IntakeEvent.Failing(key, reason, clock.instant().plus(delay)));
    boolean _ = stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Receives nothing new from now on; does not wait. */
  void beginStop() {
    synchronized (pollLock) {
      stopping.countDown();
      if (!polling) {
        loop.interrupt();
      }
    }
  }

  /**
   * Stops. A long poll under way may end by itself within {@code grace}, and what it brings is
   * given back; then it is interrupted, and a message that was on its way comes again after its
   * visibility time. Messages in hand are finished, or given back when time runs out.
   *
   * @return whether everything ended in time
   */
  boolean stop(Duration grace) {
    beginStop();
    Instant end = clock.instant().plus(grace);
    try {
      if (!loop.join(positive(grace.minus(reserve(grace))))) {
        loop.interrupt();
        loop.join(reserve(grace).dividedBy(2));
      }
      handlers.shutdown();
      if (terminated(Duration.between(clock.instant(), end).minus(reserve(grace).dividedBy(2)))) {
        return true;
      }
      handlers.shutdownNow();
      return terminated(reserve(grace));
    } catch (InterruptedException e) {
      loop.interrupt();
      handlers.shutdownNow();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The end of the grace, kept for giving messages back. */
  private static Duration reserve(Duration grace) {
    Duration quarter = grace.dividedBy(4);
    return quarter.compareTo(TO_RELEASE) < 0 ? quarter : TO_RELEASE;
  }

  private boolean terminated(Duration wait) throws InterruptedException {
    return handlers.awaitTermination(positive(wait).toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Duration positive(Duration wait) {
    return wait.isNegative() || wait.isZero() ? Duration.ofMillis(1) : wait;
  }
}
