package dev.videojob.operator.intake;

import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSource;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop that takes the turns of one queue's intake, and a thread for each message in hand. */
final class QueueIntake {
  private static final Logger LOG = LoggerFactory.getLogger(QueueIntake.class);

  /**
   * Thousands of messages may be there and thousands of slots free. An API server that is asked for
   * as many VideoJobs at once answers the last of them too late, and each has to be sent again.
   */
  static final int IN_HAND = 64;

  private static final Duration LONGEST_WAIT_FOR_SLOTS = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT_FOR_A_HAND = Duration.ofSeconds(10);
  private static final Duration TO_RELEASE = Duration.ofSeconds(5);

  private final QueueKey key;
  private final WorkSource source;
  private final ReceiveSlots slots;
  private final InstantSource clock;
  private final IntakeTurn turn;

  private final Semaphore hands = new Semaphore(IN_HAND);
  private final ExecutorService handlers;
  private final Thread loop;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Object pollLock = new Object();
  private boolean polling;

  private volatile Instant lastTurn;

  QueueIntake(
      ServedQueue served,
      WorkSource source,
      ReceiveSlots slots,
      MessageIntake messages,
      IntakeListener listener,
      InstantSource clock) {
    this.key = served.key();
    this.source = source;
    this.slots = slots;
    this.clock = clock;
    this.turn = new IntakeTurn(served, source, slots, messages, listener, clock, this::isStopping);
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
    turn.update(changed);
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
    } finally {
      slots.leave(key);
    }
  }

  private void turn() throws InterruptedException {
    if (!hands.tryAcquire(
        WorkSource.BATCH, LONGEST_WAIT_FOR_A_HAND.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    hands.release(WorkSource.BATCH);
    switch (turn.take(this::poll)) {
      case IntakeTurn.Next.AwaitSlots _ -> slots.awaitFree(key, LONGEST_WAIT_FOR_SLOTS);
      case IntakeTurn.Next.Handle received -> {
        // There are as many: whoever else is at the hands gives them back.
        hands.acquireUninterruptibly(received.messages().size());
        received.messages().forEach(this::hand);
      }
      case IntakeTurn.Next.Pause pause -> {
        boolean _ = stopping.await(pause.delay().toMillis(), TimeUnit.MILLISECONDS);
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
      turn.handle(message);
    } finally {
      hands.release();
    }
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
