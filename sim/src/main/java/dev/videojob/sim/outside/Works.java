package dev.videojob.sim.outside;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.contract.ExitCode;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.cluster.Worker;
import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** All work that was asked for, what its workers do, and what they have published. */
public final class Works implements Worker {
  private static final Duration LONGEST = Duration.ofMinutes(12);

  private final ApiServer api;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final Map<String, Work> works = new LinkedHashMap<>();
  private final Map<String, Work> ofUid = new HashMap<>();
  private final Map<Work, String> published = new HashMap<>();
  private final Map<Work, Integer> tries = new HashMap<>();

  public Works(ApiServer api, Agenda agenda, RandomGenerator random) {
    this.api = api;
    this.agenda = agenda;
    this.random = random;
  }

  public void add(Work work) {
    works.put(work.uri() + "#" + work.etag(), work);
  }

  /** The work that a VideoJob was made for. */
  public Optional<Work> of(VideoJob job) {
    var source = job.getSpec().source();
    return source == null
        ? Optional.empty()
        : Optional.ofNullable(works.get(source.uri() + "#" + source.etag()));
  }

  public boolean published(Work work) {
    return published.containsKey(work);
  }

  @Override
  public Plan plan(String name, String uid, int attempt, long memoryMebibytes) {
    var work = api.videoJob(name).flatMap(this::of).or(() -> Optional.ofNullable(ofUid.get(uid)));
    if (work.isEmpty()) {
      return new Plan(Duration.ofMinutes(1), ExitCode.SOURCE_GONE.code(), "SourceGone", false);
    }
    ofUid.put(uid, work.get());
    return plan(work.get(), memoryMebibytes);
  }

  private Plan plan(Work work, long memoryMebibytes) {
    var takes = Duration.ofSeconds(5).plusNanos(random.nextLong(LONGEST.toNanos()));
    return switch (work.nature()) {
      case Work.Nature.Good _ -> well(takes);
      case Work.Nature.Bad _ ->
          new Plan(Duration.ofSeconds(5), ExitCode.INVALID_INPUT.code(), "InvalidInput", false);
      case Work.Nature.Flaky flaky ->
          tries.merge(work, 1, Integer::sum) <= flaky.failures()
              ? new Plan(takes, ExitCode.IO_ERROR.code(), "InputOutputError", false)
              : well(takes);
      case Work.Nature.Hungry hungry ->
          memoryMebibytes < hungry.mebibytes()
              ? new Plan(takes, ExitCode.OUT_OF_MEMORY.code(), "OOMKilled", true)
              : well(takes);
      case Work.Nature.Endless _ -> well(Duration.ofDays(10));
    };
  }

  private static Plan well(Duration takes) {
    return new Plan(takes, 0, null, false);
  }

  /** A worker that finds its work published takes that over. */
  @Override
  public void publish(String name, String uid, int attempt) {
    var work = ofUid.get(uid);
    if (work != null) {
      published.putIfAbsent(work, uid + "-" + attempt + " at " + agenda.instant());
    }
  }
}
