package dev.videojob.sim.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.status.FirstStatus;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.cluster.Cluster;
import dev.videojob.sim.outside.DocumentStore;
import dev.videojob.sim.outside.Work;
import dev.videojob.sim.outside.Works;
import dev.videojob.sim.queues.SimulatedQueue;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the invariants of the design over everything that happens, and at the end that everything
 * has come to an end.
 */
public final class Checker implements ApiServer.Watcher, Cluster.PodWatcher {
  private static final int ENOUGH = 20;

  private final ApiServer api;
  private final Works works;
  private final Asked asked;
  private final Consumer<String> story;
  private static final ObjectMapper JSON = new ObjectMapper();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Set<Work> succeeded = new HashSet<>();
  private final Set<Work> deadLettered = new HashSet<>();
  private final Set<Work> endedAndGone = new HashSet<>();
  private final Map<String, Set<String>> letters = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  private record Running(String videoJob, String uid, @Nullable Work work) {}

  /** What must not be, and was. */
  public record Violation(Invariant invariant, String what) {}

  public Checker(ApiServer api, Works works, Asked asked, Consumer<String> story) {
    this.api = api;
    this.works = works;
    this.asked = asked;
    this.story = story;
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
    var work = api.videoJob(videoJob).flatMap(works::of).orElse(null);
    story.accept("pod " + pod + " runs");
    for (var other : running.entrySet()) {
      if (other.getValue().uid().equals(uid)) {
        violated(
            Invariant.ONE_LIVE_POD, pod + " runs beside " + other.getKey() + " of the same job");
      } else if (work != null && work.equals(other.getValue().work())) {
        violated(
            Invariant.ONE_LIVE_POD, pod + " runs beside " + other.getKey() + " for the same work");
      }
    }
    if (work != null && succeeded.contains(work) && !asked.isCancelled(work)) {
      violated(Invariant.NOT_DONE_TWICE, pod + " runs for work that has succeeded: " + work);
    }
    running.put(pod, new Running(videoJob, uid, work));
  }

  @Override
  public void ended(String pod) {
    story.accept("pod " + pod + " ends");
    running.remove(pod);
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
    if (before != null && after == null) {
      story.accept("VideoJob " + before.getMetadata().getName() + " is gone");
      works.of(before).ifPresent(endedAndGone::add);
    }
    if (before == null && after != null) {
      story.accept("VideoJob " + after.getMetadata().getName() + " is made");
    }
    if (before != null && after != null) {
      leases(before, after);
      statuses(before, after);
    }
  }

  private void leases(VideoJob before, VideoJob after) {
    var was = lease(before);
    var is = lease(after);
    if (was != null && (is == null || was.newerThan(is))) {
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
      works
          .of(after)
          .ifPresent(
              work -> {
                succeeded.add(work);
                if (!works.published(work)) {
                  violated(Invariant.DONE_IS_PUBLISHED, name + " succeeded, nothing is published");
                }
              });
    }
    if (is.state() == JobState.DEAD_LETTERED) {
      works.of(after).ifPresent(deadLettered::add);
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

  /** A message of the source queue is deleted. */
  public void deleted(SimulatedQueue.Message message) {
    story.accept("message " + message.id() + " is deleted");
    var records = asked.messages().getOrDefault(message.id(), List.of());
    if (records.isEmpty() && !letters.containsKey(message.id())) {
      violated(
          Invariant.FATE_BEFORE_DELETION,
          message.id() + " was not understood and no dead letter tells of it");
    }
    for (var work : Set.copyOf(records)) {
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
    return api.videoJobs().stream()
        .filter(job -> works.of(job).filter(work::equals).isPresent())
        .anyMatch(job -> standsFor(job, message.id()));
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
    var details = read(letter.attributes().getOrDefault("VideoJobDeadLetter", "{}"));
    var id = details.path("id").asText();
    var uid = details.path("uid").asText("");
    var source =
        uid.isEmpty()
            ? id
            : api.videoJobs().stream()
                .filter(job -> job.getMetadata().getUid().equals(uid))
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

  private JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Whether nothing is left to do. */
  public boolean allEnded(SimulatedQueue source) {
    return source.left().isEmpty()
        && running.isEmpty()
        && api.videoJobs().stream().allMatch(VideoJob::settled);
  }

  /**
   * What must hold once faults have stopped for long.
   *
   * @param slotsTaken what the operator counts as running
   */
  public void atTheEnd(SimulatedQueue source, DocumentStore documents, int slotsTaken) {
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
    asked.messages().values().stream().flatMap(List::stream).distinct().forEach(this::hasOneEnd);
    asked.applied().forEach(this::hasOneEnd);
    if (slotsTaken != 0) {
      violated(Invariant.SLOTS_ARE_FREED, slotsTaken + " slots are taken and nothing runs");
    }
  }

  private void hasOneEnd(Work work) {
    if (asked.isCancelled(work)) {
      return;
    }
    var ends =
        api.videoJobs().stream()
            .filter(job -> works.of(job).filter(work::equals).isPresent())
            .filter(VideoJob::ended)
            .count();
    if (ends != 1) {
      violated(Invariant.EVERYTHING_ENDS, work + " has " + ends + " ends");
    }
    if (succeeded.contains(work) && deadLettered.contains(work)) {
      violated(Invariant.EVERYTHING_ENDS, work + " has succeeded and is dead-lettered");
    }
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
