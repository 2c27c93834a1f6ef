package dev.videojob.chaos.verdict;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.chaos.load.Film;
import dev.videojob.chaos.verdict.Fault.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a run by what was seen of it. */
public final class Judge {
  private static final String SOURCE_QUEUE = "source queue";

  private final Observations seen;
  private final List<Fault> faults = new ArrayList<>();
  private int succeeded;
  private int deadLettered;

  private Judge(Observations seen) {
    this.seen = seen;
  }

  /** The verdict on a run that is over. */
  public static Verdict judge(Observations seen) {
    return new Judge(seen).verdict();
  }

  private Verdict verdict() {
    seen.sent().films().forEach(this::judge);
    if (seen.leftInQueue() > 0) {
      faults.add(
          new Fault(Kind.MESSAGE_LEFT, SOURCE_QUEUE, seen.leftInQueue() + " messages are in it"));
    }
    return new Verdict(
        seen.sent().messages(),
        seen.sent().films().size(),
        succeeded,
        deadLettered,
        seen.letters().size() - ids(seen.letters()).size(),
        faults);
  }

  private void judge(Film film) {
    var jobs = jobsOf(film);
    if (jobs.size() > 1) {
      add(Kind.TWO_VIDEO_JOBS, film, names(jobs));
    }
    jobs.forEach(job -> judge(film, job));
    if (jobs.isEmpty()) {
      judgeWithoutJob(film);
    }
  }

  /** A message of which no VideoJob could be made ends by a letter alone. */
  private void judgeWithoutJob(Film film) {
    var letters = seen.letters().stream().filter(letter -> letter.tellsOf(film)).toList();
    if (letters.isEmpty()) {
      add(Kind.NO_TRACE, film, "there is neither a VideoJob nor a dead letter");
      return;
    }
    judgeLetters(film, letters);
  }

  private void judge(Film film, SeenJob job) {
    judgePods(film, job);
    judgePublications(film, job);
    if (job.state() == null || !job.state().terminal()) {
      add(Kind.NO_END, film, job.name() + " is " + job.state() + ": " + job.message());
      return;
    }
    if (!job.settled()) {
      add(Kind.NO_END, film, job.name() + " is not settled: " + job.message());
    }
    judgeTold(film, job, job.state());
    judgeEnd(film, job, job.state());
  }

  private void judgeEnd(Film film, SeenJob job, JobState state) {
    var letters = lettersOf(job);
    switch (state) {
      case SUCCEEDED -> {
        succeeded++;
        judgeSuccess(film, job);
        if (!letters.isEmpty()) {
          add(Kind.TWO_ENDS, film, "it succeeded, and a dead letter tells of it");
        }
      }
      case DEAD_LETTERED -> {
        if (letters.isEmpty()) {
          add(Kind.LETTER_MISSING, film, job.name() + " is DeadLettered without a letter");
        } else {
          judgeLetters(film, letters);
        }
      }
      case FAILED, CANCELLED ->
          add(Kind.NO_END, film, job.name() + " ended " + state + ", which nobody asked for");
      case QUEUED, STARTING, RUNNING, RETRYING ->
          throw new IllegalArgumentException(state + " is no end");
    }
  }

  private void judgeSuccess(Film film, SeenJob job) {
    if (!film.content().good()) {
      add(Kind.BROKEN_ACCEPTED, film, "it is broken and succeeded");
    }
    var missing = seen.missing().getOrDefault(job.uid(), List.of());
    if (!missing.isEmpty()) {
      add(Kind.OUTPUT_MISSING, film, "not there: " + String.join(", ", missing));
    }
    if (podsOf(job).isEmpty()) {
      add(Kind.NOT_WITNESSED, film, "no pod of it was seen on the node");
    }
    if (publicationsOf(job).isEmpty()) {
      add(Kind.NOT_WITNESSED, film, "S3 told of no manifest of it");
    }
  }

  /** A message that comes again for work that failed has a letter of its own. */
  private void judgeLetters(Film film, List<Letter> letters) {
    deadLettered++;
    var ids = ids(letters);
    if (ids.size() > seen.sent().copiesOf(film)) {
      add(Kind.TWO_LETTERS, film, "letters of one failure have different ids: " + ids);
    }
    if (film.content().good()) {
      var last = letters.getLast();
      add(Kind.GOOD_GIVEN_UP, film, "it is good and was dead-lettered: " + last.reason());
    }
  }

  private void judgeTold(Film film, SeenJob job, JobState state) {
    var stored = seen.stored().get(job.uid());
    if (stored != state) {
      add(Kind.STORE_NOT_TOLD, film, "the store says " + stored + ", the VideoJob " + state);
    }
    var processed = new HashSet<>(seen.processed().getOrDefault(job.uid(), List.of()));
    if (!processed.remove(state)) {
      add(Kind.PROCESSED_QUEUE_NOT_TOLD, film, "the processed queue was not told of " + state);
    }
    if (!processed.isEmpty()) {
      add(Kind.TWO_ENDS, film, "it ended " + state + ", and others were told " + processed);
    }
  }

  private void judgePods(Film film, SeenJob job) {
    var pods = podsOf(job);
    for (int n = 0; n < pods.size(); n++) {
      for (var other : pods.subList(n + 1, pods.size())) {
        if (pods.get(n).isWith(other)) {
          add(Kind.TWO_PODS, film, "alive at one time: " + pods.get(n) + " and " + other);
        }
      }
    }
  }

  private void judgePublications(Film film, SeenJob job) {
    var manifests = publicationsOf(job);
    if (manifests.size() > 1) {
      add(Kind.TWO_PUBLICATIONS, film, "different manifests were published: " + manifests);
    }
  }

  private List<SeenJob> jobsOf(Film film) {
    return seen.jobs().stream().filter(job -> job.source().equals(film.uri())).toList();
  }

  private List<Letter> lettersOf(SeenJob job) {
    return seen.letters().stream().filter(letter -> letter.uid().equals(job.uid())).toList();
  }

  private List<PodLife> podsOf(SeenJob job) {
    return seen.pods().stream().filter(pod -> pod.videoJob().equals(job.name())).toList();
  }

  /** A client that repeats its request writes the same once more; that counts once. */
  private Set<String> publicationsOf(SeenJob job) {
    return seen.publications().stream()
        .filter(publication -> publication.destination().equals(job.destination()))
        .map(Publication::etag)
        .collect(Collectors.toSet());
  }

  private static Set<String> ids(List<Letter> letters) {
    return letters.stream().map(Letter::id).collect(Collectors.toSet());
  }

  private static String names(List<SeenJob> jobs) {
    return jobs.stream()
        .map(job -> job.name() + " of the event " + job.sequencer())
        .collect(Collectors.joining(", "));
  }

  private void add(Kind kind, Film film, String sentence) {
    faults.add(new Fault(kind, film.uri(), sentence));
  }
}
