package dev.videojob.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.chaos.load.Film;
import dev.videojob.chaos.load.Load;
import dev.videojob.chaos.node.LifeWitness;
import dev.videojob.chaos.platform.UserSide;
import dev.videojob.chaos.verdict.Letter;
import dev.videojob.chaos.verdict.Observations;
import dev.videojob.chaos.verdict.Publication;
import dev.videojob.chaos.verdict.SeenJob;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;

/** Gathers what is to be seen of a run. */
final class Observer {
  private static final Pattern SEQUENCER = Pattern.compile("\"sequencer\"\\s*:\\s*\"(\\w+)\"");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST = "/manifest.json";
  private static final String TEMPORARY = "/.videojob/";

  private final UserSide user;
  private final Load load;
  private final LifeWitness witness;
  private final List<Letter> letters = new ArrayList<>();
  private final Map<String, List<JobState>> processed = new HashMap<>();
  private final List<Publication> publications = new ArrayList<>();
  private List<VideoJob> jobs = List.of();

  Observer(UserSide user, Load load, LifeWitness witness) {
    this.user = user;
    this.load = load;
    this.witness = witness;
  }

  /** Looks; returns whether everything that was sent has its end and no message is left. */
  boolean everythingHasEnded() {
    try {
      jobs = user.jobs();
    } catch (KubernetesClientException _) {
      return false; // The API server is away.
    }
    takeMessages();
    return load.films().stream().allMatch(this::hasEnded) && user.inSourceQueue() == 0;
  }

  /** How many uploads have their end, by the last look. */
  long ended() {
    return load.films().stream().filter(this::hasEnded).count();
  }

  private boolean hasEnded(Film film) {
    var about = jobsOf(film);
    return about.isEmpty()
        ? letters.stream().anyMatch(letter -> letter.tellsOf(film))
        : about.stream().map(VideoJob::getStatus).allMatch(Observer::isSettled);
  }

  private static boolean isSettled(@Nullable VideoJobStatus status) {
    return status != null && status.settled();
  }

  private List<VideoJob> jobsOf(Film film) {
    return jobs.stream()
        .filter(job -> job.getSpec().sourceUri().orElse("").equals(film.uri()))
        .toList();
  }

  private void takeMessages() {
    user.takeDeadLetters().stream().map(Observer::letter).forEach(letters::add);
    user.takeProcessed().forEach(this::addProcessed);
    user.takeOutputEvents().forEach(this::addPublications);
  }

  private static Letter letter(Message message) {
    var about = UserSide.parse(attribute(message, "VideoJobDeadLetter"));
    return new Letter(
        about.path("id").asText(),
        about.path("uid").asText(""),
        attribute(message, "VideoJobReason"),
        message.body());
  }

  private static String attribute(Message message, String name) {
    return Objects.requireNonNull(
            message.messageAttributes().get(name), () -> "a dead letter without " + name)
        .stringValue();
  }

  private void addProcessed(Message message) {
    var document = UserSide.parse(message.body());
    processed
        .computeIfAbsent(document.path("uid").asText(), _ -> new ArrayList<>())
        .add(JSON.convertValue(document.path("state").asText(), JobState.class));
  }

  private void addPublications(Message message) {
    for (var event : UserSide.parse(message.body()).path("Records")) {
      var object = event.path("s3").path("object");
      var key = URLDecoder.decode(object.path("key").asText(), StandardCharsets.UTF_8);
      if (key.endsWith(MANIFEST) && !key.contains(TEMPORARY)) {
        publications.add(
            new Publication(
                UserSide.outputUri(key.substring(0, key.length() - MANIFEST.length())),
                object.path("eTag").asText()));
      }
    }
  }

  /** All that was seen, with a last look at what others were told. */
  Observations observations() {
    jobs = user.jobs();
    takeMessages();
    var stored = new HashMap<String, JobState>();
    var missing = new HashMap<String, List<String>>();
    for (var job : jobs) {
      var uid = job.getMetadata().getUid();
      user.stored(uid).ifPresent(state -> stored.put(uid, state));
      manifest(job).ifPresent(manifest -> missing.put(uid, missing(manifest)));
    }
    return new Observations(
        load,
        jobs.stream().map(Observer::seen).toList(),
        letters,
        stored,
        processed,
        missing,
        publications,
        witness.lives(),
        user.inSourceQueue());
  }

  private static SeenJob seen(VideoJob job) {
    var status = Objects.requireNonNullElse(job.getStatus(), VideoJobStatus.NEW);
    return new SeenJob(
        job.getMetadata().getName(),
        job.getMetadata().getUid(),
        job.getSpec().sourceUri().orElse(""),
        destination(job),
        status.state(),
        status.settled(),
        Objects.requireNonNullElse(status.message(), ""),
        sequencer(job));
  }

  private static String sequencer(VideoJob job) {
    var origin = job.getSpec().origin();
    var found = origin == null ? null : SEQUENCER.matcher(String.valueOf(origin.body()));
    return found != null && found.find() ? found.group(1) : "that has none";
  }

  /** As the queue's template has it: the key without its extension. */
  private static String destination(VideoJob job) {
    var key = job.getSpec().sourceUri().orElseThrow().split("/", 4)[3];
    return UserSide.outputUri(key.substring(0, key.lastIndexOf('.')));
  }

  private static Optional<String> manifest(VideoJob job) {
    var status = job.getStatus();
    return status != null && status.state() == JobState.SUCCEEDED
        ? Optional.of(Objects.requireNonNullElse(status.manifestUri(), ""))
        : Optional.empty();
  }

  private List<String> missing(String manifestUri) {
    if (!manifestUri.endsWith(MANIFEST)) {
      return List.of("an address of the manifest in the status");
    }
    var key = UserSide.outputKey(manifestUri);
    var folder = key.substring(0, key.length() - MANIFEST.length() + 1);
    var there = user.outputs(folder);
    if (!there.containsKey(key)) {
      return List.of(manifestUri);
    }
    var missing = new ArrayList<String>();
    for (JsonNode object : user.outputJson(key).path("objects")) {
      var size = there.get(folder + object.path("name").asText());
      if (size == null || size != object.path("sizeBytes").asLong()) {
        missing.add(object.path("name").asText());
      }
    }
    return missing;
  }
}
