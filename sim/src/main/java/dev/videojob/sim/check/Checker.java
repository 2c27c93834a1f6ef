package dev.videojob.sim.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.status.FirstStatus;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.cluster.Cluster;
import dev.videojob.sim.cluster.Redrives;
import dev.videojob.sim.faults.Outages;
import dev.videojob.sim.faults.Service;
import dev.videojob.sim.outside.DocumentStore;
import dev.videojob.sim.outside.Work;
import dev.videojob.sim.outside.Works;
import dev.videojob.sim.queues.SimulatedQueue;
import dev.videojob.sim.time.Agenda;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the invariants of the design over everything that happens, and at the end that everything
 * has come to an end.
 */
public final class Checker implements ApiServer.Watcher, Cluster.PodWatcher, Redrives.Watcher {
  private static final int ENOUGH = 20;

  private final ApiServer api;
  private final Works works;
  private final Asked asked;
  private final Agenda agenda;
  private final Outages outages;
  private final Consumer<String> story;
  private static final ObjectMapper JSON = new ObjectMapper();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Map<String, Instant> strays = new LinkedHashMap<>();
  private final Set<Ask> succeeded = new HashSet<>();
  private final Set<Work> endedAndGone = new HashSet<>();
  private final Map<String, VideoJob> everything = new LinkedHashMap<>();
  private final Set<String> madeOf = new HashSet<>();
  private final Map<String, Set<String>> letters = new HashMap<>();
  private final Letters redriven;
  private final Set<String> told = new HashSet<>();

  /** A Job that was made long after its attempt has ended is seen, and deleted, by then. */
  private static final Duration STRAY = Duration.ofMinutes(5);

  private record Running(String videoJob, String uid, @Nullable Ask ask) {}

  /**
   * What a VideoJob was made for. A failure whose letter was redriven is an ask of its own.
   *
   * @param redriveOf uid of the VideoJob that failed; empty for none
   */
  private record Ask(Work work, String redriveOf) {}

  /** What must not be, and was. */
  public record Violation(Invariant invariant, String what) {}

  public Checker(
      ApiServer api,
      Works works,
      Asked asked,
      Agenda agenda,
      Outages outages,
      BooleanSupplier oneLeader,
      Consumer<String> story) {
    this.agenda = agenda;
    this.outages = outages;
    this.api = api;
    this.works = works;
    this.asked = asked;
    this.story = story;
    this.redriven = new Letters(agenda, oneLeader, story, this::violated);
    api.watch(this);
  }

  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  private void violated(Invariant invariant, String what) {
    story.accept("VIOLATION of " + invariant + ": " + what);
    if (violations.size() < ENOUGH) {
      violations.add(new Violation(invariant, what));
    }
  }

  @Override
  public void started(String pod, String videoJob, String uid, int attempt) {
    story.accept("pod " + pod + " runs");
    if (isOver(videoJob, uid, attempt)) {
      strays.put(pod, agenda.instant());
      return;
    }
    var ask = api.videoJob(videoJob).flatMap(this::ask).orElse(null);
    for (var other : running.entrySet()) {
      if (other.getValue().uid().equals(uid)) {
        violated(
            Invariant.ONE_LIVE_POD, pod + " runs beside " + other.getKey() + " of the same job");
      } else if (ask != null && ask.equals(other.getValue().ask())) {
        violated(
            Invariant.ONE_LIVE_POD, pod + " runs beside " + other.getKey() + " for the same work");
      }
    }
    if (ask != null && succeeded.contains(ask) && !asked.isCancelled(ask.work())) {
      violated(Invariant.NOT_DONE_TWICE, pod + " runs for work that has succeeded: " + ask);
    }
    running.put(pod, new Running(videoJob, uid, ask));
  }

  /** No operator can be kept from making a Job of an attempt that ended while it stood still. */
  private boolean isOver(String videoJob, String uid, int attempt) {
    return api.videoJob(videoJob)
        .filter(job -> job.getMetadata().getUid().equals(uid))
        .map(FirstStatus::recorded)
        .filter(status -> Objects.requireNonNullElse(status.attempt(), 0) >= attempt)
        .filter(
            status ->
                Planner.liveAttempt(status).filter(live -> live.number() == attempt).isEmpty())
        .isPresent();
  }

  @Override
  public void ended(String pod) {
    story.accept("pod " + pod + " ends");
    running.remove(pod);
    var since = strays.remove(pod);
    if (since != null
        && since.plus(STRAY).isBefore(agenda.instant())
        && !outages.wasAwaySince(Service.API_SERVER, since)) {
      violated(
          Invariant.NOT_DONE_TWICE,
          pod + " has run since " + since + " for an attempt that was over before");
    }
  }

  @Override
  public void job(@Nullable Job before, @Nullable Job after) {
    if (before != null || after == null) {
      return;
    }
    var name = after.getMetadata().getName();
    story.accept("Job " + name + " is made");
    var owner = after.getMetadata().getOwnerReferences().getFirst();
    var recorded =
        api.videoJob(owner.getName())
            .filter(job -> job.getMetadata().getUid().equals(owner.getUid()))
            .map(FirstStatus::recorded);
    if (recorded.isEmpty()) {
      return; // Its VideoJob is gone: the garbage collector takes it.
    }
    var intended =
        recorded.get().attempts().stream().anyMatch(attempt -> attempt.jobName().equals(name));
    if (!intended) {
      violated(Invariant.INTENT_BEFORE_ACTION, "Job " + name + " is in no status");
    }
  }

  @Override
  public void videoJob(@Nullable VideoJob before, @Nullable VideoJob after) {
    if (after != null) {
      everything.put(after.getMetadata().getUid(), after);
    }
    if (before != null && after == null) {
      gone(before);
    }
    if (before == null && after != null) {
      made(after);
    }
    if (before != null && after != null) {
      leases(before, after);
      statuses(before, after);
    }
  }

  private void made(VideoJob job) {
    story.accept("VideoJob " + job.getMetadata().getName() + " is made");
    var origin = job.getSpec().origin();
    if (origin != null
        && !madeOf.add(origin.messageId() + " " + origin.recordIndex())
        && !isCancelled(job)) {
      violated(
          Invariant.NOT_DONE_TWICE,
          job.getMetadata().getName() + " is made of a message that another was made of before");
    }
  }

  private void gone(VideoJob job) {
    story.accept("VideoJob " + job.getMetadata().getName() + " is gone");
    works.of(job).ifPresent(endedAndGone::add);
    if (!isCancelled(job) && !job.settled()) {
      violated(Invariant.OUTSIDE_KNOWS, job.getMetadata().getName() + " goes before it is settled");
    }
  }

  private boolean isCancelled(VideoJob job) {
    return works.of(job).filter(asked::isCancelled).isPresent();
  }

  private void leases(VideoJob before, VideoJob after) {
    var was = lease(before);
    var is = lease(after);
    if (was != null && (is == null || SimulatedQueue.newer(was, is))) {
      violated(
          Invariant.LATEST_RECEIPT,
          "an older receipt replaces a newer one in " + after.getMetadata().getName());
    }
  }

  private static @Nullable Lease lease(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null
        ? null
        : Lease.fromJson(annotations.get(Names.LEASE_ANNOTATION)).orElse(null);
  }

  private void statuses(VideoJob before, VideoJob after) {
    var was = before.getStatus();
    var is = after.getStatus();
    if (Objects.equals(was, is) || is == null) {
      return;
    }
    var name = after.getMetadata().getName();
    story.accept("VideoJob " + name + " is " + is.state() + ", attempt " + is.attempt());
    if (was != null) {
      goesOn(name, was, is);
    }
    if (is.state() == JobState.SUCCEEDED) {
      ask(after)
          .ifPresent(
              ask -> {
                succeeded.add(ask);
                if (!works.published(ask.work())) {
                  violated(Invariant.DONE_IS_PUBLISHED, name + " succeeded, nothing is published");
                }
              });
    }
    if (is.state() == JobState.DEAD_LETTERED
        && (was == null || was.state() != JobState.DEAD_LETTERED)
        && !isCancelled(after)
        && ask(after).filter(succeeded::contains).isPresent()) {
      violated(Invariant.EVERYTHING_ENDS, name + " fails, and its work has succeeded before");
    }
  }

  private void goesOn(String name, VideoJobStatus was, VideoJobStatus is) {
    if (is.revision() < was.revision()) {
      violated(Invariant.STATUS_GOES_ON, name + " goes back to revision " + is.revision());
    }
    if (was.ended() && (was.state() != is.state() || !was.attempts().equals(is.attempts()))) {
      violated(
          Invariant.STATUS_GOES_ON, name + " was " + was.state() + " and becomes " + is.state());
    }
    var attempts = number(is) - number(was);
    if (attempts < 0 || attempts > 1) {
      violated(
          Invariant.STATUS_GOES_ON,
          name + " goes from attempt " + number(was) + " to " + number(is));
    }
  }

  private static int number(VideoJobStatus status) {
    return status.attempt() == null ? 0 : status.attempt();
  }

  /** A message came into the source queue. */
  public void sent(SimulatedQueue.Message message) {
    asked.message(message);
    redriven.sent(message);
  }

  /** A message of the source queue is deleted. */
  public void deleted(SimulatedQueue.Message message) {
    story.accept("message " + message.id() + " is deleted");
    var records = asked.message(message.id()).records();
    if (records.isEmpty() && !letters.containsKey(message.id())) {
      violated(
          Invariant.FATE_BEFORE_DELETION,
          message.id() + " was not understood and no dead letter tells of it");
    }
    for (var work : records) {
      if (!fateIsDurable(message, work)) {
        violated(Invariant.FATE_BEFORE_DELETION, message.id() + " goes before the end of " + work);
      }
    }
  }

  private boolean fateIsDurable(SimulatedQueue.Message message, Work work) {
    if (asked.isCancelled(work)
        || endedAndGone.contains(work)
        || letters.containsKey(message.id())) {
      return true;
    }
    var redriveOf = asked.message(message.id()).redriveOf();
    return api.videoJobs(job -> isFor(job, work, redriveOf) && standsFor(job, message.id()))
        .findAny()
        .isPresent();
  }

  /** Whether {@code job} does {@code work}, for the first time or because of that failure. */
  private boolean isFor(VideoJob job, Work work, String redriveOf) {
    return ask(job).filter(new Ask(work, redriveOf)::equals).isPresent();
  }

  private Optional<Ask> ask(VideoJob job) {
    var origin = job.getSpec().origin();
    var of = origin == null || origin.redriveOf() == null ? "" : origin.redriveOf().uid();
    return works.of(job).map(work -> new Ask(work, of));
  }

  /** Another message's VideoJob stands for a duplicate; its own must have ended. */
  private boolean standsFor(VideoJob job, String messageId) {
    var origin = job.getSpec().origin();
    if (origin == null) {
      return false;
    }
    if (!origin.messageId().equals(messageId)) {
      return true;
    }
    var status = job.getStatus();
    return status != null
        && status.ended()
        && (status.state() != JobState.DEAD_LETTERED || letters.containsKey(messageId));
  }

  /** A message came into the dead-letter queue. */
  public void deadLetter(SimulatedQueue.Message letter) {
    redriven.died(letter);
    var details = Letters.details(letter);
    var id = details.path("id").asText();
    var uid = details.path("uid").asText("");
    var source =
        uid.isEmpty()
            ? id
            : api.videoJobs(job -> job.getMetadata().getUid().equals(uid))
                .map(job -> Objects.requireNonNull(job.getSpec().origin()).messageId())
                .findFirst()
                .orElse(id);
    story.accept("dead letter " + id + " of " + source + ": " + details.path("reason").asText());
    letters.computeIfAbsent(source, key -> new HashSet<>()).add(id);
    letters.computeIfAbsent(id, key -> new HashSet<>()).add(id);
  }

  /** A message came into the processed queue. */
  public void processed(SimulatedQueue.Message message) {
    told.add(
        message.attributes().getOrDefault("VideoJobUid", "")
            + " "
            + message.attributes().getOrDefault("VideoJobState", ""));
  }

  /** A dead letter is deleted. */
  public void letterDeleted(SimulatedQueue.Message letter) {
    redriven.deleted(letter);
  }

  /** Whoever deletes a dead letter is told that it is gone, and has deleted nothing. */
  public void letterDeletedInVain(SimulatedQueue.Message letter) {
    redriven.deletedInVain(letter);
  }

  /** An operator's clock jumps. */
  public void clockJumped() {
    redriven.clockJumped();
  }

  @Override
  public void redrive(@Nullable DeadLetterRedrive before, @Nullable DeadLetterRedrive after) {
    redriven.redrive(before, after);
  }

  /** A service that refuses was called far too often. */
  public void hammered(Service service) {
    violated(Invariant.NOBODY_IS_HAMMERED, service + " is asked again and again without a pause");
  }

  /** Whether nothing is left to do. */
  public boolean allEnded(SimulatedQueue source, Redrives redrives) {
    return source.left().isEmpty()
        && redrives.all().stream().allMatch(Checker::ended)
        && running.isEmpty()
        && strays.isEmpty()
        && api.videoJobs(job -> !job.settled()).findAny().isEmpty();
  }

  private static boolean ended(DeadLetterRedrive redrive) {
    return redrive.getStatus() != null && redrive.getStatus().ended();
  }

  /**
   * What must hold once faults have stopped for long.
   *
   * @param slotsTaken what the operator counts as running
   */
  public void atTheEnd(
      SimulatedQueue source, Redrives redrives, DocumentStore documents, int slotsTaken) {
    for (var redrive : redrives.all()) {
      if (!ended(redrive)) {
        violated(
            Invariant.EVERYTHING_ENDS,
            redrive.getMetadata().getName() + " has not come to its end");
      }
    }
    for (var message : source.left()) {
      violated(Invariant.EVERYTHING_ENDS, "message " + message.id() + " is still there");
    }
    for (var job : api.videoJobs()) {
      if (!job.settled()) {
        violated(
            Invariant.EVERYTHING_ENDS,
            "VideoJob "
                + job.getMetadata().getName()
                + " is not settled: "
                + (job.getStatus() == null ? null : job.getStatus().state()));
      } else {
        outsideKnows(job, documents);
      }
    }
    asked.messages().values().stream()
        .distinct()
        .forEach(
            message -> message.records().forEach(work -> hasOneEnd(work, message.redriveOf())));
    asked.applied().forEach(work -> hasOneEnd(work, ""));
    if (slotsTaken != 0) {
      violated(Invariant.SLOTS_ARE_FREED, slotsTaken + " slots are taken and nothing runs");
    }
  }

  private void hasOneEnd(Work work, String redriveOf) {
    if (asked.isCancelled(work)) {
      return;
    }
    var ends = everything.values().stream().filter(job -> isFor(job, work, redriveOf)).toList();
    if (ends.isEmpty() || !ends.stream().allMatch(VideoJob::ended)) {
      violated(Invariant.EVERYTHING_ENDS, work + " has not come to its end");
      return;
    }
    // What failed and is gone is worked on again when another message asks for it.
    if (ends.stream().limit(ends.size() - 1L).anyMatch(job -> isThere(job) || succeeded(job))) {
      violated(Invariant.EVERYTHING_ENDS, work + " has " + ends.size() + " ends");
    }
  }

  private boolean isThere(VideoJob job) {
    return api.videoJob(job.getMetadata().getName())
        .filter(live -> live.getMetadata().getUid().equals(job.getMetadata().getUid()))
        .isPresent();
  }

  private static boolean succeeded(VideoJob job) {
    return job.getStatus().state() == JobState.SUCCEEDED;
  }

  private void outsideKnows(VideoJob job, DocumentStore documents) {
    var uid = job.getMetadata().getUid();
    var status = Objects.requireNonNull(job.getStatus());
    var state = JSON.valueToTree(status.state()).asText();
    var document = documents.document(uid);
    if (document.isEmpty() || !state.equals(document.get().body().path("state").asText())) {
      violated(
          Invariant.OUTSIDE_KNOWS,
          "the metadata store does not know that " + job.getMetadata().getName() + " is " + state);
    }
    if (job.getSpec().queueRef() != null && !told.contains(uid + " " + state)) {
      violated(
          Invariant.OUTSIDE_KNOWS,
          "the processed queue does not know that " + job.getMetadata().getName() + " is " + state);
    }
  }
}
