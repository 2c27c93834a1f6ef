package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.Task;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.contract.BuiltInProfiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the terms of a VideoJob: its own word first, then its queue's, then the operator's. */
public final class TermsOfWork {
  /** A payload is kept in the resource; etcd and the cache pay for every byte of it. */
  public static final int MAX_PAYLOAD_BYTES = 16 * 1024;

  private final String defaultMemory;

  /**
   * @param defaultMemory memory limit of worker pods, as a Kubernetes quantity
   */
  public TermsOfWork(String defaultMemory) {
    this.defaultMemory = defaultMemory;
  }

  /** Profiles by name, those of the namespace before the built-in ones. */
  public interface Profiles {
    /** The built-in ones alone. */
    Profiles BUILT_IN =
        new Profiles() {
          @Override
          public Optional<TranscodeProfileSpec> find(String name) {
            return BuiltInProfiles.find(name);
          }

          @Override
          public Collection<String> names() {
            return BuiltInProfiles.names();
          }
        };

    Optional<TranscodeProfileSpec> find(String name);

    Collection<String> names();
  }

  /**
   * The terms of {@code job}.
   *
   * @param queue the queue that the job names, if it exists
   * @param destinationOf expands the queue's destination for the job, if the queue has one
   */
  public Terms of(
      VideoJob job,
      @Nullable VideoQueueSpec queue,
      Profiles profiles,
      Function<VideoQueueSpec, Optional<String>> destinationOf) {
    var spec = job.getSpec();
    if (spec.queueRef() != null && queue == null) {
      return new Terms.Missing(
          "VideoQueue "
              + spec.queueRef()
              + " does not exist in this namespace. Create it; the job"
              + " then starts by itself.",
          spec.queueRef());
    }
    var refusal = refusal(job);
    if (refusal != null) {
      return new Terms.Refused(refusal);
    }
    return switch (Task.of(job.getSpec())) {
      case Task.Transcode transcode -> transcode(job, queue, transcode, profiles, destinationOf);
      case Task.Command command ->
          agreed(job, queue, new Work.Command(command.spec(), own(job.getSpec().destination())));
      case Task.Http http -> agreed(job, queue, new Work.Call(http.spec()));
    };
  }

  private Terms transcode(
      VideoJob job,
      @Nullable VideoQueueSpec queue,
      Task.Transcode task,
      Profiles profiles,
      Function<VideoQueueSpec, Optional<String>> destinationOf) {
    var name = namedProfile(job, queue);
    var profile = profiles.find(name);
    if (profile.isEmpty()) {
      return new Terms.Refused(unknownProfile(name, profiles));
    }
    var destination = destination(job, queue, destinationOf);
    if (destination.isEmpty()) {
      return new Terms.Refused(
          Failure.permanent(
              "NoDestination",
              "Neither spec.destination of the VideoJob nor spec.destination of its queue says where"
                  + " the outputs go. Set one of them to s3://BUCKET/PREFIX."));
    }
    return agreed(
        job, queue, new Work.Transcode(task.source(), destination.get(), name, profile.get()));
  }

  private static @Nullable Failure refusal(VideoJob job) {
    var payload = job.getSpec().payload();
    if (payload == null) {
      return null;
    }
    var size = payload.toString().getBytes(StandardCharsets.UTF_8).length;
    return size <= MAX_PAYLOAD_BYTES
        ? null
        : Failure.permanent(
            "PayloadTooLarge",
            "spec.payload has "
                + size
                + " bytes; at most "
                + MAX_PAYLOAD_BYTES
                + " are carried. Put"
                + " it into an object and name that.");
  }

  /** The profile that the job asks for, whether or not it exists; null for a task without one. */
  public static @Nullable String profileName(VideoJob job, @Nullable VideoQueueSpec queue) {
    return job.getSpec().task() == null ? namedProfile(job, queue) : null;
  }

  private static String namedProfile(VideoJob job, @Nullable VideoQueueSpec queue) {
    var own = job.getSpec().profile();
    if (own != null) {
      return own;
    }
    return queue == null ? VideoQueueSpec.DEFAULT_PROFILE : queue.profile();
  }

  private static Failure unknownProfile(String name, Profiles profiles) {
    return Failure.permanent(
        "UnknownProfile",
        "Profile "
            + name
            + " does not exist. There are: "
            + String.join(", ", new TreeSet<>(profiles.names()))
            + ".");
  }

  private static Optional<String> destination(
      VideoJob job,
      @Nullable VideoQueueSpec queue,
      Function<VideoQueueSpec, Optional<String>> destinationOf) {
    var own = own(job.getSpec().destination());
    if (own != null) {
      return Optional.of(own);
    }
    return queue == null ? Optional.empty() : destinationOf.apply(queue);
  }

  private static @Nullable String own(VideoJobSpec.@Nullable Destination destination) {
    return destination == null ? null : destination.uri();
  }

  private Terms.Agreed agreed(VideoJob job, @Nullable VideoQueueSpec queue, Work work) {
    var spec = job.getSpec();
    var retry = queue == null ? VideoQueueSpec.Retry.DEFAULT : queue.retry();
    var template = queue == null ? VideoQueueSpec.Template.DEFAULT : queue.template();
    return new Terms.Agreed(
        work,
        spec.maxAttempts() == null ? retry.maxAttempts() : spec.maxAttempts(),
        Duration.ofSeconds(
            spec.timeoutSeconds() == null ? template.timeoutSeconds() : spec.timeoutSeconds()),
        retry,
        template,
        work instanceof Work.InPod ? memory(template) : null,
        spec.suspend() || (queue != null && queue.suspend()));
  }

  private String memory(VideoQueueSpec.Template template) {
    var resources = template.resources();
    var limit =
        resources == null || resources.getLimits() == null
            ? null
            : resources.getLimits().get("memory");
    return limit == null ? defaultMemory : limit.toString();
  }
}
