package dev.videojob.operator.outbox;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.outbox.MessageDeletion.DeletionRefused;
import dev.videojob.operator.outbox.MetadataStore.StoreAway;
import dev.videojob.operator.outbox.QueueSender.Outgoing;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import dev.videojob.operator.status.Conditions;
import dev.videojob.operator.status.Conditions.Said;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the outside of a job that has ended. A step that fails leaves the others alone, but for the
 * message, which is deleted only once its dead letter is accepted.
 */
public final class Settler {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  private final MetadataStore store;
  private final QueueSender sender;
  private final MessageDeletion deletion;
  private final Messages messages;
  private final ObjectMapper json;
  private final InstantSource clock;

  public Settler(
      MetadataStore store,
      QueueSender sender,
      MessageDeletion deletion,
      Messages messages,
      ObjectMapper json,
      InstantSource clock) {
    this.store = store;
    this.sender = sender;
    this.deletion = deletion;
    this.messages = messages;
    this.json = json;
    this.clock = clock;
  }

  /** A message as it was received. */
  public record Message(String body, Map<String, String> attributes) {}

  /** Finds the message that a VideoJob came from. */
  public interface Messages {
    Message of(VideoJob job);
  }

  /**
   * How far settling came.
   *
   * @param settlement what has been told by now
   * @param metadata the condition that says whether the metadata store has the newest revision
   */
  public record Progress(Settlement settlement, Said metadata) {}

  /** Tells the metadata store how a job stands that goes on; a failure is made good later. */
  public void tellMetadata(VideoJob job) {
    try {
      store.upsert(JobDocument.of(job, json));
    } catch (StoreAway e) {
      LOG.warn("{}: {}", job.getMetadata().getName(), e.getMessage());
    }
  }

  /**
   * Deletes the message of a job that goes on and now stands for it.
   *
   * @return when it was deleted; empty when the queue did not answer: to be tried again
   */
  public Optional<Instant> deleteMessage(VideoJob job, Sqs sqs) {
    try {
      deletion.delete(job, sqs);
      return Optional.of(clock.instant());
    } catch (DeletionRefused e) {
      LOG.warn(
          "{}: its message is not deleted yet: {}", job.getMetadata().getName(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Takes the {@code steps} that can be taken now. */
  public Progress settle(VideoJob job, @Nullable Sqs sqs, List<SettlementStep> steps) {
    var told = VideoJobStatusSettlementBuilder.builder(status(job).settlement());
    var metadata = Said.yes(Conditions.METADATA_SYNCED, "Synced", store.whenTold());
    for (var step : steps) {
      try {
        take(step, job, sqs, told);
      } catch (StoreAway e) {
        metadata = Said.no(Conditions.METADATA_SYNCED, "StoreAway", String.valueOf(e.getMessage()));
      } catch (SendRefused | DeletionRefused e) {
        LOG.warn(
            "{}: {} has to be tried again: {}", job.getMetadata().getName(), step, e.getMessage());
        if (step == SettlementStep.HAND_TO_DEAD_LETTERS) {
          break;
        }
      }
    }
    return new Progress(told.build(), metadata);
  }

  private void take(
      SettlementStep step, VideoJob job, @Nullable Sqs sqs, VideoJobStatusSettlementBuilder told)
      throws StoreAway, SendRefused, DeletionRefused {
    switch (step) {
      case TELL_METADATA -> {
        var document = JobDocument.of(job, json);
        store.upsert(document);
        told.metadataRevision(document.revision());
      }
      case TELL_PROCESSED -> {
        tellProcessed(job, Objects.requireNonNull(sqs));
        told.processedAt(clock.instant().toString());
      }
      case HAND_TO_DEAD_LETTERS -> {
        handOver(job, Objects.requireNonNull(sqs));
        told.deadLetteredAt(clock.instant().toString());
      }
      case DELETE_MESSAGE -> {
        deletion.delete(job, Objects.requireNonNull(sqs));
        told.messageDeletedAt(clock.instant().toString());
      }
    }
  }

  private void tellProcessed(VideoJob job, Sqs sqs) throws SendRefused {
    var document = JobDocument.of(job, json);
    var state = document.body().path("state").asText();
    sender.send(
        sqs,
        Objects.requireNonNull(sqs.processedQueueUrl()),
        new Outgoing(
            document.body().toString(),
            Map.of("VideoJobState", state, "VideoJobUid", document.id()),
            document.id() + "-" + document.revision(),
            group(job)));
  }

  /** A message that cannot be read now is handed over later; what was told meanwhile stays told. */
  private Message received(VideoJob job) throws SendRefused {
    try {
      return messages.of(job);
    } catch (RuntimeException e) {
      throw new SendRefused("the message cannot be read: " + e.getMessage(), e);
    }
  }

  private void handOver(VideoJob job, Sqs sqs) throws SendRefused {
    var deadLetters = sqs.deadLetterQueueUrl();
    if (deadLetters == null) {
      throw new SendRefused(
          "the queue names no dead-letter queue any more; its message is kept until it does", null);
    }
    var message = received(job);
    sender.send(
        sqs,
        deadLetters,
        deadLetter(job).outgoing(message.body(), message.attributes(), group(job), json));
  }

  private DeadLetter deadLetter(VideoJob job) {
    var status = status(job);
    var last = status.attempts().isEmpty() ? null : status.attempts().getLast();
    var ofTheAttempt = last != null && Objects.equals(last.reason(), status.reason());
    var told = last != null && ofTheAttempt ? last.failureClass() : null;
    var meta = job.getMetadata();
    return new DeadLetter(
        meta.getUid() + "-" + requireNonNullElse(status.attempt(), 0),
        json.convertValue(requireNonNullElse(told, FailureClass.PERMANENT), String.class),
        requireNonNullElse(status.reason(), "Unknown"),
        requireNonNullElse(status.message(), ""),
        requireNonNullElse(status.attemptsSpent(), 0),
        last == null ? null : last.exitCode(),
        meta.getNamespace() + "/" + meta.getName(),
        meta.getUid(),
        origin(job).map(VideoJobSpec.Origin::recordIndex).orElse(0),
        origin(job).map(VideoJobSpec.Origin::recordCount).orElse(1));
  }

  /** What a job sends keeps the order of the messages that it came from. */
  private static String group(VideoJob job) {
    return origin(job)
        .map(VideoJobSpec.Origin::messageGroup)
        .orElseGet(() -> job.getMetadata().getName());
  }

  private static Optional<VideoJobSpec.Origin> origin(VideoJob job) {
    return Optional.ofNullable(job.getSpec().origin());
  }

  private static VideoJobStatus status(VideoJob job) {
    return requireNonNullElse(job.getStatus(), VideoJobStatus.NEW);
  }
}
