package dev.videojob.operator.intake;

import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.intake.source.WorkSourceException;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.ReceiveSlots;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn after another of the intake of a queue, without threads: free slots, a receive, then
 * each message. The slots it has reserved bound what is handled at once. Any failure makes the next
 * turn wait, longer each time, as each receive counts against a message at the queue.
 *
 * <p>Where more messages wait than there are slots, slots become free one by one, and each would be
 * filled by a call of its own. Those that become free within {@link #GATHERING} share one.
 */
public final class IntakeTurn {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeTurn.class);

  static final Duration GATHERING = Duration.ofMillis(250);

  private final QueueKey key;
  private final WorkSource source;
  private final ReceiveSlots slots;
  private final MessageIntake messages;
  private final IntakeListener listener;
  private final InstantSource clock;
  private final BooleanSupplier stopping;

  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private final AtomicInteger turnsInTrouble = new AtomicInteger();
  private int failedReceives;
  private boolean moreMayWait;

  private volatile ServedQueue served;

  /** What follows a turn. */
  public sealed interface Next {
    /** No slot is free: another turn makes sense once one is. */
    record AwaitSlots() implements Next {}

    /** Each is to be {@linkplain #handle handled}, once; another turn may begin meanwhile. */
    record Handle(List<ReceivedMessage> messages) implements Next {}

    /** Another turn makes sense after {@code delay}: something failed, or slots are few. */
    record Pause(Duration delay) implements Next {}
  }

  /**
   * @param stopping whether messages in hand are given back instead of worked on
   */
  public IntakeTurn(
      ServedQueue served,
      WorkSource source,
      ReceiveSlots slots,
      MessageIntake messages,
      IntakeListener listener,
      InstantSource clock,
      BooleanSupplier stopping) {
    this.key = served.key();
    this.served = served;
    this.source = source;
    this.slots = slots;
    this.messages = messages;
    this.listener = listener;
    this.clock = clock;
    this.stopping = stopping;
  }

  /** Messages that are received from now on are read and made to work by this. */
  void update(ServedQueue changed) {
    served = changed;
  }

  /**
   * Takes a turn; by one thread at a time.
   *
   * @param poll asks the queue for at most so many messages
   */
  public Next take(Poll poll) throws InterruptedException {
    var reason = trouble.getAndSet(null);
    if (reason != null) {
      return pause(reason, turnsInTrouble.incrementAndGet());
    }
    try {
      int reserved = slots.reserve(key, WorkSource.BATCH);
      if (reserved == 0) {
        return new Next.AwaitSlots();
      }
      if (moreMayWait && reserved < WorkSource.BATCH) {
        moreMayWait = false;
        slots.giveBack(key, reserved);
        return new Next.Pause(GATHERING);
      }
      var received = receive(poll, reserved);
      moreMayWait = received.size() == reserved;
      failedReceives = 0;
      return new Next.Handle(received);
    } catch (WorkSourceException e) {
      return pause(e.getMessage() == null ? e.toString() : e.getMessage(), ++failedReceives);
    } catch (RuntimeException e) {
      LOG.error("A turn of the intake of {} failed in an unforeseen way", key, e);
      return pause(e.toString(), ++failedReceives);
    }
  }

  /** A receive that may be interrupted. */
  @FunctionalInterface
  public interface Poll {
    List<ReceivedMessage> receive(int max) throws InterruptedException;
  }

  private List<ReceivedMessage> receive(Poll poll, int reserved) throws InterruptedException {
    int unused = reserved;
    try {
      var received = poll.receive(reserved);
      unused -= received.size();
      listener.on(new IntakeEvent.Answered(key, received.size(), clock.instant()));
      return received;
    } finally {
      if (unused > 0) {
        slots.giveBack(key, unused);
      }
    }
  }

  /** Does what a received message asks for, and gives its reserved slot back. */
  public void handle(ReceivedMessage message) {
    try {
      Fate fate = stopping.getAsBoolean() ? stopped() : fate(message);
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
    if (stopping.getAsBoolean() || interrupted) {
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

  private Next pause(String reason, int failures) {
    Duration delay = Backoff.OF_RECEIVES.after(failures);
    listener.on(new IntakeEvent.Failing(key, reason, clock.instant().plus(delay)));
    return new Next.Pause(delay);
  }
}
