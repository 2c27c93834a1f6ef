package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.intake.source.QueueReads;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.intake.source.SqsQueueReads;
import dev.videojob.operator.intake.source.WorkSourceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at some dead letters and lets them go again, for people. SQS shows letters only by giving
 * them out: they are held while they are looked at, and each look counts as a receive. One look at
 * a time is at a queue, so that a redrive beside it is kept waiting for seconds at most.
 */
public final class DeadLetterLook {
  /**
   * How long letters are held when the process dies before it lets them go: longer than a look
   * takes.
   */
  public static final Duration HOLD = Duration.ofSeconds(30);

  /** No receive is begun after that. */
  private static final Duration LOOKING = Duration.ofSeconds(5);

  private final DeadLetterBoxes boxes;
  private final QueueReads reads;
  private final InstantSource clock;
  private final Set<String> lookedAt = ConcurrentHashMap.newKeySet();

  /**
   * @param boxes hold letters for {@link #HOLD}
   */
  public DeadLetterLook(DeadLetterBoxes boxes, QueueReads reads, InstantSource clock) {
    this.boxes = boxes;
    this.reads = reads;
    this.clock = clock;
  }

  /** Looks into queues of SQS. */
  public static DeadLetterLook sqs(SqsClients clients, InstantSource clock) {
    return new DeadLetterLook(
        DeadLetterBoxes.sqs(clients, HOLD, clock), new SqsQueueReads(clients), clock);
  }

  /** What came of a look. */
  public sealed interface Outcome {
    /**
     * Some letters were seen, and are let go.
     *
     * @param letters those that SQS gave out; there may be more, seen neither here nor next time
     * @param visible letters that could be received before the look, as SQS counts them
     * @param held letters that others held then, such as a redrive; they cannot be seen
     */
    record Seen(List<Letter> letters, long visible, long held) implements Outcome {}

    /** They cannot be looked at before something is set otherwise. */
    record Impossible(String sentence) implements Outcome {}

    /** Not now. */
    record NotNow(String sentence) implements Outcome {}
  }

  /**
   * Looks at letters of {@code queue}; takes 20 s at most.
   *
   * @param most how many are wanted, 1 or more
   */
  public Outcome at(VideoQueue queue, int most) {
    return switch (RedriveTerms.of(queue)) {
      case RedriveTerms.Missing missing -> new Outcome.Impossible(missing.sentence());
      case RedriveTerms.Refused refused -> new Outcome.Impossible(refused.fault() + ".");
      case RedriveTerms.Agreed terms -> alone(terms, most);
    };
  }

  private Outcome alone(RedriveTerms.Agreed terms, int most) {
    if (!lookedAt.add(terms.deadLetterQueueUrl())) {
      return new Outcome.NotNow("Somebody else looks at these letters just now.");
    }
    try {
      return switch (reads.read(terms.sqs(), terms.deadLetterQueueUrl())) {
        case QueueReads.Reading.Unread unread -> new Outcome.NotNow(unread.fault().sentence());
        case QueueReads.Reading.Read read when read.redrive() != null -> wouldBeMoved(terms);
        case QueueReads.Reading.Read read ->
            new Outcome.Seen(sample(terms, most), read.visible(), read.inFlight());
      };
    } catch (WorkSourceException e) {
      return new Outcome.NotNow(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return new Outcome.Impossible(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.NotNow("This process ends.");
    } finally {
      lookedAt.remove(terms.deadLetterQueueUrl());
    }
  }

  private static Outcome wouldBeMoved(RedriveTerms.Agreed terms) {
    return new Outcome.Impossible(
        ("The dead-letter queue %s has a redrive policy of its own, and a look counts as a receive:"
                + " letters might be moved away. Take its RedrivePolicy off.")
            .formatted(terms.deadLetterQueueUrl()));
  }

  private List<Letter> sample(RedriveTerms.Agreed terms, int most) throws InterruptedException {
    var box = boxes.open(terms.sqs(), terms.deadLetterQueueUrl());
    Map<String, Letter> seen = new LinkedHashMap<>();
    try {
      receive(box, terms, most, seen);
    } finally {
      if (!seen.isEmpty()) {
        box.release(seen.values().stream().map(letter -> letter.message().lease()).toList());
      }
    }
    return List.copyOf(seen.values());
  }

  private void receive(
      DeadLetterBox box, RedriveTerms.Agreed terms, int most, Map<String, Letter> seen)
      throws InterruptedException {
    Instant until = clock.instant().plus(LOOKING);
    List<ReceivedMessage> received;
    do {
      received = box.receive(Math.min(DeadLetterBox.BATCH, most - seen.size()));
      received.stream()
          .map(message -> Letter.of(message, terms.reader()))
          .forEach(letter -> seen.put(letter.id(), letter));
    } while (!received.isEmpty() && seen.size() < most && clock.instant().isBefore(until));
  }
}
