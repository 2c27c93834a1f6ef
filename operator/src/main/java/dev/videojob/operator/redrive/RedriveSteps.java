package dev.videojob.operator.redrive;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSourceException;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import dev.videojob.operator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes redrives forward, one bounded step at a time and without threads.
 *
 * <p>What survives a crash at any instruction: the ids of letters are in {@code status.moving}
 * before the first of them is sent, a letter is deleted only after its queue has accepted it, and
 * it is counted when it is gone. Whoever goes on looks at the dead-letter queue anew. A letter
 * whose id is in {@code moving} and that comes again is returned again, which is harmless, as the
 * intake sees that both ask for the same work; one that does not come again until the end had been
 * deleted. Both are counted once.
 *
 * <p>Two processes at one redrive are harmless: statuses are replaced only as they were read, and
 * who is late forgets what it was at.
 */
public final class RedriveSteps {
  /** When to look again for what nobody will tell us about. */
  static final Duration QUEUE_CHECK = Duration.ofSeconds(10);

  static final Duration HOLDER_CHECK = Duration.ofSeconds(5);
  static final Duration CONFLICT_RETRY = Duration.ofSeconds(1);

  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** When a letter is offered again that its queue did not accept. */
  static final Duration OFFERED_AGAIN = Duration.ofMinutes(1);

  /** How long letters are waited for that somebody else holds. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** An empty receive proves little: it asks a part of the queue. */
  static final int EMPTY_RECEIVES = 3;

  private static final int RELEASED_AT_ONCE = 200;
  private static final Duration AT_ONCE = Duration.ZERO;

  private final RedriveStore store;
  private final Queues queues;
  private final DeadLetterBoxes boxes;
  private final QueueSender sender;
  private final Events events;
  private final InstantSource clock;
  private final Map<String, Pass> passes = new ConcurrentHashMap<>();

  /** Finds VideoQueues. */
  public interface Queues {
    Optional<VideoQueue> find(String namespace, String name);
  }

  /** A process's way through the letters of one redrive. */
  private record Pass(String uid, DeadLetterBox box, Scan scan) {}

  /** A redrive that can go on, and what of it is known here. */
  private record Way(DeadLetterRedrive redrive, RedriveTerms.Agreed terms, Pass pass) {
    Way with(DeadLetterRedrive written) {
      return new Way(written, terms, pass);
    }

    DeadLetterRedriveStatus status() {
      return statusOf(redrive);
    }

    Scan scan() {
      return pass.scan();
    }

    DeadLetterBox box() {
      return pass.box();
    }
  }

  public RedriveSteps(
      RedriveStore store,
      Queues queues,
      DeadLetterBoxes boxes,
      QueueSender sender,
      Events events,
      InstantSource clock) {
    this.store = store;
    this.queues = queues;
    this.boxes = boxes;
    this.sender = sender;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Takes one step. It throws when the API server cannot be asked; the next step goes on then.
   *
   * @return when the next is due; empty when there is none
   */
  public Optional<Duration> step(String namespace, String name) {
    var key = namespace + "/" + name;
    var redrive = store.find(namespace, name).filter(live -> !live.isMarkedForDeletion());
    if (redrive.isEmpty() || statusOf(redrive.get()).ended()) {
      forget(key);
      return Optional.empty();
    }
    try {
      return step(key, redrive.get());
    } catch (StatusMoved moved) {
      forget(key);
      return Optional.of(CONFLICT_RETRY);
    }
  }

  private Optional<Duration> step(String key, DeadLetterRedrive redrive) {
    var named = queues.find(redrive.getMetadata().getNamespace(), redrive.getSpec().queueRef());
    return switch (RedriveTerms.of(redrive, named)) {
      case RedriveTerms.Missing missing -> {
        forget(key);
        write(redrive, story(redrive).waiting(missing.reason(), missing.sentence()));
        yield Optional.of(QUEUE_CHECK);
      }
      case RedriveTerms.Refused refused -> {
        forget(key);
        var failed = write(redrive, story(redrive).failed(refused.reason(), refused.sentence()));
        events.warning(failed, refused.reason(), refused.sentence());
        yield Optional.empty();
      }
      case RedriveTerms.Agreed terms ->
          statusOf(redrive).state() == RedriveState.RUNNING
              ? goOn(key, redrive, terms)
              : begin(redrive, terms);
    };
  }

  private Optional<Duration> begin(DeadLetterRedrive redrive, RedriveTerms.Agreed terms) {
    var begun = write(redrive, story(redrive).begun(terms.deadLetterQueueUrl()));
    if (statusOf(redrive).startTime() == null) {
      events.normal(
          begun, "Started", "Letters of " + terms.deadLetterQueueUrl() + " are looked at.");
    }
    return Optional.of(AT_ONCE);
  }

  private Optional<Duration> goOn(
      String key, DeadLetterRedrive redrive, RedriveTerms.Agreed terms) {
    var now = clock.instant();
    Way way;
    try {
      way = new Way(redrive, terms, pass(key, redrive, terms, now));
    } catch (IllegalArgumentException e) {
      write(redrive, story(redrive).stalled(String.valueOf(e.getMessage())));
      return Optional.of(QUEUE_CHECK);
    }
    way.scan().forgetLapsed(now);
    if (now.isBefore(way.scan().notBefore())) {
      return until(way.scan().notBefore(), now);
    }
    try {
      return way.scan().ending().isPresent() ? end(key, way) : next(way, now);
    } catch (WorkSourceException e) {
      // It may have given out letters all the same.
      way.scan().awaitAll(now);
      return trouble(way, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(CONFLICT_RETRY);
    }
  }

  private Pass pass(String key, DeadLetterRedrive redrive, RedriveTerms.Agreed terms, Instant now) {
    var uid = redrive.getMetadata().getUid();
    var known = passes.get(key);
    if (known != null && known.uid().equals(uid)) {
      return known;
    }
    forget(key);
    var status = statusOf(redrive);
    var resumed = requireNonNullElse(status.examined(), 0L) > 0 || !status.moving().isEmpty();
    var made =
        new Pass(uid, boxes.open(terms.sqs(), terms.deadLetterQueueUrl()), new Scan(now, resumed));
    passes.put(key, made);
    return made;
  }

  private Optional<Duration> next(Way way, Instant now) throws InterruptedException {
    var scan = way.scan();
    putBackSurplus(way);
    if (!scan.ready(now).isEmpty()) {
      var room = scan.mayMove(way.redrive().getSpec().maxPerSecond(), now);
      return room == 0 ? until(scan.nextMove(), now) : move(way, room, now);
    }
    if (allowed(way) == 0 && scan.hand().isEmpty() && way.status().moving().isEmpty()) {
      scan.ends("MaxMessages", " spec.maxMessages is reached.");
      return Optional.of(AT_ONCE);
    }
    return look(way, now);
  }

  /** How many more letters {@code spec.maxMessages} allows to be returned, or counted. */
  private static long allowed(Way way) {
    var most = way.redrive().getSpec().maxMessages();
    if (most == null) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, most - committed(way));
  }

  /** Another operator may have returned letters since those in hand were taken. */
  private static void putBackSurplus(Way way) {
    var most = way.redrive().getSpec().maxMessages();
    if (most != null) {
      way.scan().putBack(committed(way) - most, way.status().moving());
    }
  }

  /** Letters that are returned, or will be. */
  private static long committed(Way way) {
    var status = way.status();
    return requireNonNullElse(status.redriven(), 0L)
        + status.moving().size()
        + newInHand(way)
        + way.scan().matchingThatStay();
  }

  private static long newInHand(Way way) {
    var moving = way.status().moving();
    return way.scan().hand().stream().filter(letter -> !moving.contains(letter.id())).count();
  }

  // Looking.

  private Optional<Duration> look(Way asked, Instant now) throws InterruptedException {
    asked.scan().looks(now);
    var received = asked.box().receive(DeadLetterBox.BATCH);
    var way = goesWell(asked);
    var scan = way.scan();
    if (received.isEmpty()) {
      return quiet(way, now);
    }
    scan.receivedSome();
    sort(way, received, now);
    if (scan.goesRound()) {
      scan.ends(
          "Done", " The same letters came again and again; others may not have been looked at.");
    }
    if (scan.hand().isEmpty() && scan.isToTell(now)) {
      write(way.redrive(), story(way.redrive()).progress(scan));
    }
    return Optional.of(AT_ONCE);
  }

  private static void sort(Way way, List<ReceivedMessage> received, Instant now) {
    var spec = way.redrive().getSpec();
    var filter =
        new LetterFilter(spec.selector(), Instant.parse(requireNonNull(way.status().startTime())));
    var goneBefore = new ArrayList<Letter>();
    for (var message : received) {
      var letter = Letter.of(message, way.terms().reader());
      if (way.scan().wasReturned(letter)) {
        goneBefore.add(letter);
      } else if (way.status().moving().contains(letter.id())) {
        way.scan().take(letter, now);
      } else if (!way.scan().heldAgain(letter)) {
        judge(way, letter, filter, now);
      }
    }
    if (!goneBefore.isEmpty()) {
      // A standard queue may give out once more what was deleted.
      way.box().delete(goneBefore.stream().map(letter -> letter.message().lease()).toList());
    }
  }

  private static void judge(Way way, Letter letter, LetterFilter filter, Instant now) {
    var scan = way.scan();
    var exclusions = filter.exclusions(letter);
    if (!exclusions.isEmpty()) {
      scan.stays(letter, exclusions, now);
    } else if (allowed(way) == 0) {
      scan.hold(letter);
    } else if (way.redrive().getSpec().dryRun()) {
      scan.isCounted(letter, now);
    } else if (way.status().moving().size() + newInHand(way)
        >= DeadLetterRedriveStatus.MAX_MOVING) {
      scan.hold(letter);
      scan.postpones();
    } else {
      scan.take(letter, now);
    }
  }

  /** Nothing came: is this the end? */
  private Optional<Duration> quiet(Way way, Instant now) {
    var scan = way.scan();
    if (scan.receivedNone() < EMPTY_RECEIVES) {
      return Optional.of(AT_ONCE);
    }
    if (!scan.hand().isEmpty()) {
      // What was refused is offered again.
      return Optional.of(HOLDER_CHECK);
    }
    var depth = way.box().depth();
    var others = Math.max(0, depth.visible() + depth.held() - scan.accountedFor());
    if (others == 0 && scan.hasSeenAll(now)) {
      scan.ends("Done", "");
      return Optional.of(AT_ONCE);
    }
    if (scan.quiet(now).compareTo(PATIENCE) >= 0) {
      scan.ends(
          "Done",
          (" About %d more were not given out within 5 minutes, as somebody else holds them, or"
                  + " letters of their message group that stay; they were not looked at.")
              .formatted(others));
      return Optional.of(AT_ONCE);
    }
    write(
        way.redrive(),
        story(way.redrive())
            .says(
                "Letters that somebody else holds are waited for, until "
                    + scan.quietUntil(PATIENCE)
                    + " at the latest."));
    return Optional.of(HOLDER_CHECK);
  }

  // Returning.

  private Optional<Duration> move(Way asked, int room, Instant now) {
    var scan = asked.scan();
    var batch = scan.ready(now).stream().limit(Math.min(DeadLetterBox.BATCH, room)).toList();
    var way =
        asked.with(
            write(
                asked.redrive(),
                story(asked.redrive()).moving(batch.stream().map(Letter::id).toList(), scan)));
    var refusal = send(way, batch, now);
    scan.moved(batch.size(), clock.instant());
    var deletion = delete(way, batch.stream().filter(scan::wasSent).toList());
    var told = deletion.way();
    var problem = refusal != null ? refusal : deletion.problem();
    if (problem != null) {
      return trouble(told, problem);
    }
    var _ = goesWell(told);
    return Optional.of(AT_ONCE);
  }

  /** Why the source did not accept some of the letters; null when it has accepted all. */
  private @Nullable String send(Way way, List<Letter> batch, Instant now) {
    String problem = null;
    var sqs = way.terms().sqs();
    for (var letter : batch) {
      if (way.scan().wasSent(letter)) {
        continue;
      }
      try {
        sender.send(sqs, sqs.queueUrl(), letter.outgoing());
        way.scan().isSent(letter);
      } catch (SendRefused e) {
        way.scan().isRefused(letter, now.plus(OFFERED_AGAIN));
        problem = String.valueOf(e.getMessage());
      }
    }
    return problem;
  }

  private record Deletion(Way way, @Nullable String problem) {}

  private Deletion delete(Way way, List<Letter> sent) {
    if (sent.isEmpty()) {
      return new Deletion(way, null);
    }
    var outcomes = way.box().delete(sent.stream().map(letter -> letter.message().lease()).toList());
    var gone = new ArrayList<String>();
    String problem = null;
    for (var i = 0; i < sent.size(); i++) {
      switch (outcomes.get(i)) {
        case DeleteOutcome.Deleted _ -> {
          way.scan().isReturned(sent.get(i));
          gone.add(sent.get(i).id());
        }
        case DeleteOutcome.Lost _ -> way.scan().isLost(sent.get(i), clock.instant());
        case DeleteOutcome.TryAgain later -> problem = later.reason();
      }
    }
    return new Deletion(
        way.with(write(way.redrive(), story(way.redrive()).returned(gone, way.scan()))), problem);
  }

  // Trouble, and the end.

  private Optional<Duration> trouble(Way way, String sentence) {
    var next = story(way.redrive()).stalled(sentence);
    if (!Conditions.isTrue(way.status().conditions(), Conditions.STALLED)) {
      events.warning(way.redrive(), "QueueFailing", sentence);
    }
    write(way.redrive(), next);
    var now = clock.instant();
    way.scan().pause(FIRST_PAUSE, LONGEST_PAUSE, now);
    return until(way.scan().notBefore(), now);
  }

  private Way goesWell(Way way) {
    way.scan().goesWell();
    return Conditions.isTrue(way.status().conditions(), Conditions.STALLED)
            && !way.scan().hasRefused()
        ? way.with(write(way.redrive(), story(way.redrive()).goesOn()))
        : way;
  }

  private Optional<Duration> end(String key, Way way) {
    var scan = way.scan();
    var held = scan.letGo(RELEASED_AT_ONCE);
    if (!held.isEmpty()) {
      way.box().release(held);
      return Optional.of(AT_ONCE);
    }
    if (scan.hasPostponed()) {
      write(way.redrive(), story(way.redrive()).settled(scan));
      passes.remove(key);
      return Optional.of(AT_ONCE);
    }
    var ending = scan.ending().orElseThrow();
    var complete =
        write(way.redrive(), story(way.redrive()).complete(scan, ending.reason(), ending.remark()));
    passes.remove(key);
    events.normal(complete, "Complete", String.valueOf(statusOf(complete).message()));
    return Optional.empty();
  }

  /** Forgets what is known here, and lets go what is held. The rest goes by itself. */
  private void forget(String key) {
    var pass = passes.remove(key);
    if (pass != null) {
      pass.box().release(pass.scan().letGo(RELEASED_AT_ONCE));
    }
  }

  private RedriveStory story(DeadLetterRedrive redrive) {
    return new RedriveStory(redrive, clock.instant());
  }

  private static DeadLetterRedriveStatus statusOf(DeadLetterRedrive redrive) {
    return requireNonNullElse(redrive.getStatus(), DeadLetterRedriveStatus.NEW);
  }

  /** Writes {@code next} if it says anything new. */
  private DeadLetterRedrive write(DeadLetterRedrive redrive, DeadLetterRedriveStatus next) {
    return next.equals(redrive.getStatus())
        ? redrive
        : store.replaceStatus(redrive, next).orElseThrow(StatusMoved::new);
  }

  private static Optional<Duration> until(Instant time, Instant now) {
    return Optional.of(Duration.between(now, time));
  }

  /** Another writer was here first, or the redrive is gone. */
  private static final class StatusMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StatusMoved() {
      super("the status was changed by another writer", null, false, false);
    }
  }
}
