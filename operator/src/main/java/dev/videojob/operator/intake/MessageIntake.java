package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.intake.Refusals.Refusal;
import dev.videojob.operator.intake.VideoJobStore.Creation;
import dev.videojob.operator.intake.message.Reading;
import dev.videojob.operator.intake.message.ReturnedLetter;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.message.WorkRequest;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentStore;
import dev.videojob.operator.tombstones.TombstoneKey;
import dev.videojob.operator.tombstones.Tombstones;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a received message into VideoJobs, one message at a time and without threads.
 *
 * <p>What survives a crash at any instruction: the lease annotation is the <em>seal</em>. It is
 * written only when every VideoJob of the message, and its Secret where it has one, exists. A
 * message without a sealed VideoJob is renewed by nobody, comes again after its visibility time,
 * finds by name what was made before, and what was missing is made. So
 *
 * <ul>
 *   <li>a VideoJob with an origin but without a lease must not be settled yet;
 *   <li>a Secret is made after its VideoJob, owned from the start, and cannot be left behind;
 *   <li>one small record, the usual case, is one write: the VideoJob is created with its seal.
 * </ul>
 *
 * <p>Handling one message twice at once is harmless: names meet, and the later receipt wins by
 * compare-and-set.
 */
public final class MessageIntake {
  private static final int TRIES = 5;

  private final VideoJobStore store;
  private final Tombstones tombstones;
  private final Creations creations;
  private final Refusals refusals;
  private final JobArrivals arrivals;
  private final IntakeListener listener;

  public MessageIntake(
      VideoJobStore store,
      Tombstones tombstones,
      Creations creations,
      Refusals refusals,
      JobArrivals arrivals,
      IntakeListener listener) {
    this.store = store;
    this.tombstones = tombstones;
    this.creations = creations;
    this.refusals = refusals;
    this.arrivals = arrivals;
    this.listener = listener;
  }

  /** Does what the message asks for and says what is to become of it. */
  Fate take(ServedQueue served, ReceivedMessage received) {
    ReceivedMessage message = ReturnedLetter.original(received);
    try {
      return switch (served.reader().read(received)) {
        case Reading.Work work -> takeWork(served, message, work);
        case Reading.NotUnderstood wrong ->
            refuse(served, message, notUnderstood(wrong, received)).orElse(new Fate.Done());
        case Reading.Ignorable ignorable -> {
          listener.on(
              new IntakeEvent.Ignored(served.key(), message.messageId(), ignorable.reason()));
          yield new Fate.Done();
        }
      };
    } catch (VideoJobStore.Unavailable | SegmentStore.Unavailable e) {
      return new Fate.Later(sentence(e), true);
    }
  }

  /** What a letter says that came back is kept, also when its body is not understood any more. */
  private static Refusal notUnderstood(Reading.NotUnderstood wrong, ReceivedMessage received) {
    return ReturnedLetter.of(received.attributes())
        .map(
            letter ->
                new Refusal(
                    wrong.reason(), letter.recordIndex(), letter.recordCount(), letter.redriveOf()))
        .orElseGet(() -> new Refusal(wrong.reason(), null, null, null));
  }

  private Fate takeWork(ServedQueue served, ReceivedMessage message, Reading.Work work) {
    List<WorkRequest> requests = work.requests();
    List<VideoJob> ours = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    Set<Integer> elsewhere = endedBefore(served, message, work);
    for (int i = 0; i < requests.size(); i++) {
      if (elsewhere.contains(i)) {
        continue;
      }
      if (!work.wants(i)) {
        elsewhere.add(i);
        continue;
      }
      RecordPlace place = new RecordPlace(i, requests.size());
      switch (place(served, message, requests.get(i), place)) {
        case Placement.Ours own -> ours.add(own.job());
        case Placement.Elsewhere _ -> elsewhere.add(i);
        case Placement.Refused no -> {
          refused.add(refusal(requests.get(i), place, no));
          elsewhere.add(i);
        }
        case Placement.NotYet wait -> {
          return new Fate.Later(wait.reason(), false);
        }
      }
    }
    for (Refusal refusal : refused) {
      Optional<Fate> postponed = refuse(served, message, refusal);
      if (postponed.isPresent()) {
        return postponed.get();
      }
    }
    return seal(ours, message, elsewhere);
  }

  /**
   * Records of a message that came again which ended and left only the word of another record's
   * VideoJob: they must not be made anew, since somebody may have cancelled them.
   */
  private Set<Integer> endedBefore(ServedQueue served, ReceivedMessage message, Reading.Work work) {
    Set<Integer> ended = new HashSet<>();
    if (work.requests().size() > 1 && message.receiveCount() > 1) {
      for (WorkRequest request : work.wanted()) {
        store
            .find(served.key().namespace(), WorkName.of(served.key(), request))
            .filter(job -> isOf(job, message))
            .ifPresent(job -> ended.addAll(EndedRecords.of(job)));
      }
    }
    return ended;
  }

  private static boolean isOf(VideoJob job, ReceivedMessage message) {
    var origin = job.getSpec().origin();
    return origin != null && origin.messageId().equals(message.messageId());
  }

  private static Refusal refusal(WorkRequest request, RecordPlace place, Placement.Refused no) {
    return new Refusal(
        place.alone() ? no.reason() : where(place, no),
        place.index(),
        place.count(),
        no.failed() != null ? no.failed() : request.redriveOf());
  }

  private static String where(RecordPlace place, Placement.Refused refused) {
    return "Record %d of %d: %s".formatted(place.index() + 1, place.count(), refused.reason());
  }

  /** The name is published before the tombstones are asked: see {@link Creations}. */
  private Placement place(
      ServedQueue served, ReceivedMessage message, WorkRequest request, RecordPlace place) {
    JobKey name = new JobKey(served.key().namespace(), WorkName.of(served.key(), request));
    try (Creations.Creation _ = creations.begin(name)) {
      return isFinished(served, message, request, place)
          ? told(served, message, new Placement.Elsewhere(name.name()))
          : create(served, message, request, place);
    }
  }

  /** Whether the record, or its work by another message, was finished and its VideoJob is gone. */
  private boolean isFinished(
      ServedQueue served, ReceivedMessage message, WorkRequest request, RecordPlace place) {
    return tombstones.contain(
            TombstoneKey.ofMessage(served.key(), message.messageId(), place.index()))
        || tombstones.contain(
            TombstoneKey.ofWork(served.key().namespace(), fingerprint(served, request)));
  }

  private static String fingerprint(ServedQueue served, WorkRequest request) {
    return WorkName.fingerprint(served.key(), request.identity());
  }

  private Placement create(
      ServedQueue served, ReceivedMessage message, WorkRequest request, RecordPlace place) {
    VideoJob wanted =
        arrivals.coming(VideoJobFactory.create(request, place, message, served.queue()));
    boolean made = false;
    try {
      Placement placement = meet(served, message, request, wanted);
      made = placement instanceof Placement.Ours own && own.isNew();
      return placement;
    } finally {
      if (!made) {
        arrivals.notMade(wanted);
      }
    }
  }

  private Placement meet(
      ServedQueue served, ReceivedMessage message, WorkRequest request, VideoJob wanted) {
    String fingerprint = fingerprint(served, request);
    for (int i = 0; i < TRIES; i++) {
      switch (store.create(wanted)) {
        case Creation.Created created -> {
          return made(served, message, created.job());
        }
        case Creation.Invalid invalid -> {
          return new Placement.Refused(
              "The API server does not accept it: " + invalid.sentence(), null);
        }
        case Creation.AlreadyExists _ -> {
          Optional<VideoJob> live = find(wanted);
          if (live.isPresent()) {
            return told(served, message, Placement.of(live.get(), fingerprint, message));
          }
        }
      }
    }
    return new Placement.NotYet("The VideoJob " + name(wanted) + " comes and goes.");
  }

  private Placement made(ServedQueue served, ReceivedMessage message, VideoJob job) {
    arrivals.arrived(job);
    listener.on(new IntakeEvent.Created(served.key(), message.messageId(), job));
    return new Placement.Ours(job, true);
  }

  private Placement told(ServedQueue served, ReceivedMessage message, Placement placement) {
    switch (placement) {
      case Placement.Ours own ->
          listener.on(
              new IntakeEvent.Redelivered(served.key(), message.messageId(), name(own.job())));
      case Placement.Elsewhere elsewhere ->
          listener.on(
              new IntakeEvent.Duplicate(served.key(), message.messageId(), elsewhere.jobName()));
      case Placement.Refused _, Placement.NotYet _ -> {}
    }
    return placement;
  }

  /** Empty when the refusal was accepted. */
  private Optional<Fate> refuse(ServedQueue served, ReceivedMessage message, Refusal refusal) {
    String reason = refusal.sentence();
    boolean accepted;
    try {
      accepted = refusals.refuse(served.queue(), message, refusal);
    } catch (RuntimeException e) {
      return Optional.of(
          new Fate.Later("The refusal was not accepted: " + sentence(e) + " " + reason, false));
    }
    if (!accepted) {
      return Optional.of(new Fate.Later("The refusal was not accepted. " + reason, false));
    }
    listener.on(new IntakeEvent.Refused(served.key(), message.messageId(), reason));
    return Optional.empty();
  }

  private Fate seal(List<VideoJob> ours, ReceivedMessage message, Set<Integer> elsewhere) {
    for (VideoJob job : ours) {
      var origin = job.getSpec().origin();
      if (origin != null && origin.bodySecret() != null) {
        store.ensure(MessageSecret.create(job, message));
      }
    }
    for (VideoJob job : ours) {
      seal(job, message.lease(), elsewhere);
    }
    return ours.isEmpty() ? new Fate.Done() : new Fate.Held();
  }

  private void seal(VideoJob job, Lease lease, Set<Integer> elsewhere) {
    VideoJob current = job;
    for (int i = 0; i < TRIES; i++) {
      Map<String, String> missing = missing(current, lease, elsewhere);
      if (missing.isEmpty() || store.annotate(current, missing).isPresent()) {
        return;
      }
      Optional<VideoJob> live = find(job);
      if (live.isEmpty()) {
        throw new VideoJobStore.Unavailable(
            "The VideoJob " + name(job) + " went away while its lease was written.");
      }
      current = live.get();
    }
    throw new VideoJobStore.Unavailable(
        "The VideoJob " + name(job) + " changes faster than its lease can be written.");
  }

  private static Map<String, String> missing(VideoJob job, Lease lease, Set<Integer> elsewhere) {
    Map<String, String> annotations = new HashMap<>();
    Lease carried = VideoJobFactory.leaseOf(job);
    if (carried == null || lease.newerThan(carried)) {
      annotations.put(Names.LEASE_ANNOTATION, lease.toJson());
    }
    Set<Integer> ended = new HashSet<>(EndedRecords.of(job));
    if (ended.addAll(elsewhere)) {
      annotations.put(Names.ENDED_RECORDS_ANNOTATION, EndedRecords.list(ended));
    }
    return annotations;
  }

  private Optional<VideoJob> find(VideoJob job) {
    return store.find(job.getMetadata().getNamespace(), name(job));
  }

  private static String name(VideoJob job) {
    return job.getMetadata().getName();
  }

  private static String sentence(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
