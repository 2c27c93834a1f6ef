package dev.videojob.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import java.util.List;

/**
 * What {@code kubectl get} prints of each kind, in this order. A table of its own, because
 * annotations on the records would come out sorted by their paths.
 */
final class PrinterColumns {
  private static final String READY = ".status.conditions[?(@.type==\"Ready\")].status";
  private static final CustomResourceColumnDefinition AGE =
      column("Age", "date", ".metadata.creationTimestamp", "Time since creation.");

  private static final List<CustomResourceColumnDefinition> VIDEO_JOB =
      List.of(
          column("Queue", "string", ".spec.queueRef", "VideoQueue the job belongs to."),
          column("State", "string", ".status.state", "Where the job stands."),
          column("Progress", "string", ".status.progress.display", "Progress of the attempt."),
          column("Attempt", "integer", ".status.attempt", "Number of the newest attempt."),
          column("Profile", "string", ".status.profile", "TranscodeProfile in effect."),
          AGE,
          wide("Source", "string", ".spec.source.uri", "The media."),
          wide("Job", "string", ".status.attempts[-1:].jobName", "Job of the newest attempt."),
          wide("Reason", "string", ".status.reason", "Why the job ended as it did."),
          wide("Duration", "integer", ".status.durationSeconds", "Seconds from start to end."));

  private static final List<CustomResourceColumnDefinition> VIDEO_QUEUE =
      List.of(
          column("Profile", "string", ".spec.profile", "Profile of work that names none."),
          column(
              "Limit",
              "integer",
              ".status.effectiveLimits.maxJobs",
              "Attempts that may live at once now."),
          column("Running", "integer", ".status.running", "VideoJobs with a live attempt."),
          column("Waiting", "integer", ".status.waiting", "VideoJobs that wait."),
          column("Depth", "integer", ".status.messages.visible", "Messages not yet received."),
          column("InFlight", "integer", ".status.messages.inFlight", "Messages that are held."),
          column("Succeeded", "integer", ".status.succeeded", "Since the operator started."),
          column("Failed", "integer", ".status.failed", "Since the operator started."),
          column("DLQ", "integer", ".status.deadLetters.messages", "Dead letters."),
          column("Ready", "string", READY, "Whether work is taken."),
          AGE,
          wide("LimitReason", "string", ".status.effectiveLimits.reason", "Why the limit holds."),
          wide("Suspended", "boolean", ".spec.suspend", "Whether receiving is stopped."),
          wide("URL", "string", ".spec.sqs.queueUrl", "SQS queue received from."));

  private static final List<CustomResourceColumnDefinition> TRANSCODE_PROFILE =
      List.of(
          column("Video", "string", ".spec.video.codec", "Codec of the picture."),
          column("Audio", "string", ".spec.audio.codec", "Codec of the sound."),
          column("Packaging", "string", ".spec.packaging", "How renditions are delivered."),
          column("Ready", "string", READY, "Whether the profile can be used."),
          AGE);

  private static final List<CustomResourceColumnDefinition> DEAD_LETTER_REDRIVE =
      List.of(
          column("Queue", "string", ".spec.queueRef", "VideoQueue whose letters return."),
          column("State", "string", ".status.state", "Where the redrive stands."),
          column("Matched", "integer", ".status.matched", "Letters that the selector names."),
          column("Redriven", "integer", ".status.redriven", "Letters returned."),
          column("DryRun", "boolean", ".spec.dryRun", "Whether letters are only counted."),
          AGE,
          wide("Examined", "integer", ".status.examined", "Letters looked at."),
          wide("Message", "string", ".status.message", "How it stands, in a sentence."));

  private static final List<CustomResourceColumnDefinition> FINISHED_WORK =
      List.of(
          column("Count", "integer", ".spec.count", "Digests in the segment."),
          column("Newest", "date", ".spec.newestAt", "Time since the last was added."),
          column("Expires", "string", ".spec.expiresAt", "When the segment goes, once closed."));

  private PrinterColumns() {}

  static List<CustomResourceColumnDefinition> of(String kind) {
    return switch (kind) {
      case "VideoJob" -> VIDEO_JOB;
      case "VideoQueue" -> VIDEO_QUEUE;
      case "TranscodeProfile" -> TRANSCODE_PROFILE;
      case "DeadLetterRedrive" -> DEAD_LETTER_REDRIVE;
      case "FinishedWork" -> FINISHED_WORK;
      default -> throw new IllegalArgumentException("No printer columns are laid out for " + kind);
    };
  }

  private static CustomResourceColumnDefinition column(
      String name, String type, String path, String description) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withType(type)
        .withJsonPath(path)
        .withDescription(description)
        .build();
  }

  private static CustomResourceColumnDefinition wide(
      String name, String type, String path, String description) {
    return column(name, type, path, description).edit().withPriority(1).build();
  }
}
