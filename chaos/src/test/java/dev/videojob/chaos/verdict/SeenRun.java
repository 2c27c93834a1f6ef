package dev.videojob.chaos.verdict;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.chaos.load.Content;
import dev.videojob.chaos.load.Film;
import dev.videojob.chaos.load.Load;
import dev.videojob.chaos.load.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A run of one upload as it was seen, made up: whole at first, then with what a test changes. */
final class SeenRun {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String NAME = "film-abc";
  private static final String UID = "uid-1";

  private final Film film;
  private int copies = 1;
  private long left;
  private final List<SeenJob> jobs = new ArrayList<>();
  private final List<Letter> letters = new ArrayList<>();
  private final Map<String, JobState> stored = new HashMap<>();
  private final Map<String, List<JobState>> processed = new HashMap<>();
  private final Map<String, List<String>> missing = new HashMap<>();
  private final List<Publication> publications = new ArrayList<>();
  private final List<PodLife> pods = new ArrayList<>();

  private SeenRun(Content content) {
    this.film = new Film("videos-in", "run/film.mp4", content);
  }

  /** A good upload that succeeded. */
  static SeenRun succeeded() {
    return new SeenRun(Content.SHORT).job(JobState.SUCCEEDED).published("e1").pod("a", 0, 5_000);
  }

  /** A broken upload that was dead-lettered. */
  static SeenRun deadLettered() {
    return new SeenRun(Content.CUT_OFF)
        .job(JobState.DEAD_LETTERED)
        .pod("a", 0, 5_000)
        .letter(UID + "-1");
  }

  /** An upload of which nothing more is known. */
  static SeenRun of(Content content) {
    return new SeenRun(content);
  }

  private SeenRun job(JobState state) {
    jobs.add(
        new SeenJob(
            NAME, UID, film.uri(), "s3://videos-out/run/film", state, true, "As told.", "01"));
    stored.put(UID, state);
    processed.put(UID, List.of(state));
    return this;
  }

  SeenRun changed(UnaryOperator<SeenJob> change) {
    jobs.replaceAll(change);
    return this;
  }

  SeenRun inState(JobState state) {
    return changed(
        job ->
            new SeenJob(
                job.name(),
                job.uid(),
                job.source(),
                job.destination(),
                state,
                job.settled(),
                job.message(),
                job.sequencer()));
  }

  SeenRun unsettled() {
    return changed(
        job ->
            new SeenJob(
                job.name(),
                job.uid(),
                job.source(),
                job.destination(),
                job.state(),
                false,
                job.message(),
                job.sequencer()));
  }

  SeenRun secondJob() {
    var first = jobs.getFirst();
    jobs.add(
        new SeenJob(
            "film-xyz",
            "uid-2",
            film.uri(),
            first.destination(),
            first.state(),
            true,
            first.message(),
            first.sequencer()));
    return this;
  }

  SeenRun sent(int times) {
    copies = times;
    return this;
  }

  SeenRun letter(String id) {
    letters.add(new Letter(id, UID, "InvalidInput", "{\"key\": \"run/film.mp4\"}"));
    return this;
  }

  SeenRun letterWithoutJob() {
    letters.add(new Letter("message-1", "", "NotUnderstood", "{\"key\": \"run/film.mp4\"}"));
    return this;
  }

  SeenRun withoutLetters() {
    letters.clear();
    return this;
  }

  SeenRun storeSays(JobState state) {
    stored.put(UID, state);
    return this;
  }

  SeenRun storeSaysNothing() {
    stored.clear();
    return this;
  }

  SeenRun processedQueueSays(JobState... states) {
    processed.put(UID, List.of(states));
    return this;
  }

  SeenRun lacks(String object) {
    missing.put(UID, List.of(object));
    return this;
  }

  SeenRun published(String etag) {
    publications.add(new Publication("s3://videos-out/run/film", etag));
    return this;
  }

  SeenRun withoutPublications() {
    publications.clear();
    return this;
  }

  /** A pod that was seen from and to a number of milliseconds after the start. */
  SeenRun pod(String name, int from, int to) {
    pods.add(new PodLife(NAME, name, START.plusMillis(from), START.plusMillis(to)));
    return this;
  }

  SeenRun withoutPods() {
    pods.clear();
    return this;
  }

  SeenRun leftInQueue(int messages) {
    left = messages;
    return this;
  }

  Verdict judged() {
    return Judge.judge(
        new Observations(
            new Load(List.of(new Parcel(Duration.ZERO, List.of(film), copies))),
            jobs,
            letters,
            stored,
            processed,
            missing,
            publications,
            pods,
            left));
  }
}
