package dev.videojob.local.command;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.local.command.DemoReport.DeadLetterReport;
import dev.videojob.local.command.DemoReport.FileReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Uploads files to a running stack, shows what happens, and gathers what came of it. */
final class Demo {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final LocalStack stack;
  private final Path out;
  private final PrintWriter people;
  private final boolean terminal;

  Demo(LocalStack stack, Path out, PrintWriter people, boolean terminal) {
    this.stack = stack;
    this.out = out;
    this.people = people;
    this.terminal = terminal;
  }

  private record Uploaded(String file, String key, long atNanos) {}

  DemoReport run(List<Path> files) throws InterruptedException {
    try (var clients = new PlatformClients(stack.endpoints())) {
      var begin = System.nanoTime();
      var uploaded = uploadAll(files, clients);
      var ended = follow(uploaded);
      return report(uploaded, ended, clients, begin);
    }
  }

  private static Map<String, Uploaded> uploadAll(List<Path> files, PlatformClients clients) {
    var uploaded = new LinkedHashMap<String, Uploaded>();
    for (var file : files) {
      var key = freeKey(file.getFileName().toString(), uploaded);
      clients.upload(file, key);
      uploaded.put(key, new Uploaded(shown(file), key, System.nanoTime()));
    }
    return uploaded;
  }

  /** The clip that was made for the demo has a name, but no place that is worth knowing. */
  private static String shown(Path file) {
    return file.startsWith(System.getProperty("java.io.tmpdir"))
        ? file.getFileName().toString()
        : file.toString();
  }

  private static String freeKey(String name, Map<String, Uploaded> taken) {
    var key = name;
    for (var n = 2; taken.containsKey(key); n++) {
      key = n + "-" + name;
    }
    return key;
  }

  private record Ended(VideoJob job, double seconds) {}

  private Map<String, Ended> follow(Map<String, Uploaded> uploaded) throws InterruptedException {
    var table = new LiveTable(people, terminal);
    var ended = new HashMap<String, Ended>();
    while (ended.size() < uploaded.size()) {
      var jobs = jobs();
      if (!jobs.isEmpty()) {
        table.show(jobs);
      }
      for (var job : jobs) {
        var upload = uploaded.get(key(job));
        if (upload != null && settled(job)) {
          ended.putIfAbsent(upload.key(), new Ended(job, secondsSince(upload.atNanos())));
        }
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
    table.show(jobs());
    return ended;
  }

  private List<VideoJob> jobs() {
    return stack
        .client()
        .resources(VideoJob.class)
        .inNamespace(LocalStack.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .sorted(Comparator.comparing(job -> job.getMetadata().getName()))
        .toList();
  }

  private String key(VideoJob job) {
    var prefix = "s3://" + stack.endpoints().inputBucket() + "/";
    return job.getSpec().sourceUri().orElseThrow().substring(prefix.length());
  }

  /** Everything has been told: the metadata store, the queues. */
  private static boolean settled(VideoJob job) {
    var status = job.getStatus();
    return status != null
        && status.ended()
        && status.settlement().metadataRevision() != null
        && status.settlement().processedAt() != null
        && status.settlement().messageDeletedAt() != null;
  }

  private DemoReport report(
      Map<String, Uploaded> uploaded,
      Map<String, Ended> ended,
      PlatformClients clients,
      long begin) {
    var seconds = secondsSince(begin);
    var processed = clients.processed();
    var deadLetters = clients.deadLetters();
    var files = new ArrayList<FileReport>();
    for (var upload : uploaded.values()) {
      var end = Objects.requireNonNull(ended.get(upload.key()));
      files.add(report(upload, end, clients, processed, deadLetters));
    }
    var succeeded =
        ended.values().stream()
            .filter(end -> end.job().getStatus().state() == JobState.SUCCEEDED)
            .count();
    return new DemoReport(files, succeeded, seconds);
  }

  private FileReport report(
      Uploaded upload,
      Ended end,
      PlatformClients clients,
      List<Message> processed,
      List<Message> deadLetters) {
    var job = end.job();
    var status = job.getStatus();
    var uid = job.getMetadata().getUid();
    return new FileReport(
        upload.file(),
        upload.key(),
        job.getMetadata().getName(),
        word(job),
        Objects.requireNonNullElse(status.attempt(), 0),
        status.durationSeconds(),
        end.seconds(),
        status.reason(),
        status.message(),
        status.outputs(),
        download(job, clients).map(Path::toString).orElse(null),
        clients.metadata(uid).orElse(null),
        processed.stream()
            .filter(message -> uid.equals(attribute(message, "VideoJobUid")))
            .map(message -> PlatformClients.parse(message.body()))
            .findFirst()
            .orElse(null),
        deadLetters.stream()
            .filter(message -> attribute(message, "VideoJobDeadLetter").contains(uid))
            .map(
                message ->
                    new DeadLetterReport(
                        message.body(),
                        PlatformClients.parse(attribute(message, "VideoJobDeadLetter"))))
            .findFirst()
            .orElse(null));
  }

  private String word(VideoJob job) {
    return stack
        .client()
        .getKubernetesSerialization()
        .convertValue(Objects.requireNonNull(job.getStatus().state()), String.class);
  }

  private Optional<Path> download(VideoJob job, PlatformClients clients) {
    var manifest = job.getStatus().manifestUri();
    if (job.getStatus().state() != JobState.SUCCEEDED || manifest == null) {
      return Optional.empty();
    }
    var bucket = "s3://" + stack.endpoints().outputBucket() + "/";
    var prefix = manifest.substring(bucket.length(), manifest.lastIndexOf('/') + 1);
    var folder = out.resolve(prefix).normalize();
    clients.download(prefix, folder);
    return Optional.of(folder);
  }

  private static String attribute(Message message, String name) {
    return message
        .messageAttributes()
        .getOrDefault(name, MessageAttributeValue.builder().stringValue("").build())
        .stringValue();
  }

  private static double secondsSince(long nanos) {
    return Math.round((System.nanoTime() - nanos) / 1e8) / 10.0;
  }
}
