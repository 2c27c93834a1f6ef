package dev.videojob.operator.intake.source;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * An SQS queue. Of a FIFO queue one message is received at a time: a receive of several may bring
 * several of one group, and the first would not keep the others back.
 */
public final class SqsWorkSource implements WorkSource {
  private static final Logger LOG = LoggerFactory.getLogger(SqsWorkSource.class);

  /** SQS holds a message at most this long after a receive, however often it is extended. */
  public static final Duration CEILING = Duration.ofHours(12);

  /** Kept below the ceiling, as asking past it is an error and clocks differ. */
  static final Duration CEILING_MARGIN = Duration.ofSeconds(60);

  private static final Duration ANSWER_TIME = Duration.ofSeconds(8);

  private final SqsClient client;
  private final String queueUrl;
  private final int mostAtOnce;
  private final int visibilitySeconds;
  private final int waitSeconds;
  private final InstantSource clock;

  public SqsWorkSource(SqsClient client, VideoQueueSpec.Sqs sqs, InstantSource clock) {
    this.client = client;
    this.queueUrl = sqs.queueUrl();
    this.mostAtOnce = FifoQueues.isFifo(queueUrl) ? 1 : BATCH;
    this.visibilitySeconds = sqs.visibilityTimeoutSeconds();
    this.waitSeconds = sqs.waitTimeSeconds();
    this.clock = clock;
  }

  @Override
  public List<ReceivedMessage> receive(int max) throws InterruptedException {
    try {
      var response = client.receiveMessage(receiveRequest(Math.clamp(max, 1, mostAtOnce)));
      Instant receivedAt = clock.instant();
      return response.messages().stream().map(message -> read(message, receivedAt)).toList();
    } catch (AbortedException e) {
      throw interrupted(e);
    } catch (SdkException e) {
      if (Thread.interrupted()) {
        throw interrupted(e);
      }
      throw new WorkSourceException(
          "Receiving from " + queueUrl + " failed: " + SqsFault.of(e).sentence(), e);
    }
  }

  private static InterruptedException interrupted(SdkException cause) {
    Thread.interrupted();
    var exception = new InterruptedException("interrupted while receiving");
    exception.initCause(cause);
    return exception;
  }

  private ReceiveMessageRequest receiveRequest(int max) {
    Duration poll = Duration.ofSeconds(waitSeconds).plus(ANSWER_TIME);
    return ReceiveMessageRequest.builder()
        .queueUrl(queueUrl)
        .maxNumberOfMessages(max)
        .waitTimeSeconds(waitSeconds)
        .visibilityTimeout(visibilitySeconds)
        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
        .messageAttributeNames("All")
        // One attempt: the loop above waits before it asks again, and is seen to do so.
        .overrideConfiguration(o -> o.apiCallAttemptTimeout(poll).apiCallTimeout(poll))
        .build();
  }

  private static ReceivedMessage read(Message message, Instant receivedAt) {
    Map<MessageSystemAttributeName, String> system = message.attributes();
    return new ReceivedMessage(
        message.messageId(),
        message.body(),
        strings(message.messageAttributes()),
        message.receiptHandle(),
        receivedAt,
        number(system.get(MessageSystemAttributeName.SENT_TIMESTAMP))
            .map(Instant::ofEpochMilli)
            .orElse(null),
        number(system.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
            .map(Math::toIntExact)
            .orElse(1),
        system.get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
  }

  private static Optional<Long> number(@Nullable String digits) {
    try {
      return digits == null ? Optional.empty() : Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> strings(Map<String, MessageAttributeValue> attributes) {
    Map<String, String> strings = new HashMap<>();
    attributes.forEach((name, value) -> strings.put(name, string(value)));
    return strings;
  }

  private static String string(MessageAttributeValue value) {
    if (value.stringValue() != null) {
      return value.stringValue();
    }
    return value.binaryValue() == null
        ? ""
        : Base64.getEncoder().encodeToString(value.binaryValue().asByteArray());
  }

  @Override
  public List<LeaseOutcome> renew(List<Lease> leases, Duration wanted) {
    return inBatches(leases, batch -> renewBatch(batch, wanted));
  }

  private List<LeaseOutcome> renewBatch(List<Lease> batch, Duration wanted) {
    Instant now = clock.instant();
    LeaseOutcome[] outcomes = new LeaseOutcome[batch.size()];
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Lease lease = batch.get(i);
      long seconds = allowed(lease, wanted, now).toSeconds();
      if (seconds <= 0) {
        outcomes[i] = new LeaseOutcome.Lost(lease, SqsAnswers.AT_CEILING);
      } else {
        outcomes[i] = new LeaseOutcome.TryAgain(lease, SqsAnswers.NOT_MENTIONED);
        entries.add(entry(i, lease, seconds));
      }
    }
    if (!entries.isEmpty()) {
      changeVisibility(entries, batch, outcomes, now);
    }
    return List.of(outcomes);
  }

  /** What SQS still grants of {@code wanted}; zero at the ceiling. */
  public static Duration allowed(Lease lease, Duration wanted, Instant now) {
    Duration left = CEILING.minus(CEILING_MARGIN).minus(Duration.between(lease.receivedAt(), now));
    Duration granted = wanted.compareTo(left) < 0 ? wanted : left;
    return granted.isNegative() ? Duration.ZERO : granted;
  }

  private void changeVisibility(
      List<ChangeMessageVisibilityBatchRequestEntry> entries,
      List<Lease> batch,
      LeaseOutcome[] outcomes,
      Instant askedAt) {
    try {
      var response =
          client.changeMessageVisibilityBatch(r -> r.queueUrl(queueUrl).entries(entries));
      Set<String> held = ids(response.successful(), ChangeMessageVisibilityBatchResultEntry::id);
      Map<String, BatchResultErrorEntry> failed = failures(response.failed());
      for (var entry : entries) {
        int i = Integer.parseInt(entry.id());
        BatchResultErrorEntry failure = failed.get(entry.id());
        if (failure != null) {
          outcomes[i] = SqsAnswers.renewal(batch.get(i), failure.code(), failure.message());
        } else if (held.contains(entry.id())) {
          Instant until = askedAt.plusSeconds(entry.visibilityTimeout());
          outcomes[i] = new LeaseOutcome.Renewed(batch.get(i), until);
        }
      }
    } catch (SdkException e) {
      for (var entry : entries) {
        int i = Integer.parseInt(entry.id());
        outcomes[i] = new LeaseOutcome.TryAgain(batch.get(i), said(e));
      }
    }
  }

  private static <T> Set<String> ids(List<T> entries, Function<T, String> id) {
    return entries.stream().map(id).collect(Collectors.toSet());
  }

  private static Map<String, BatchResultErrorEntry> failures(List<BatchResultErrorEntry> entries) {
    Map<String, BatchResultErrorEntry> failures = new HashMap<>();
    entries.forEach(entry -> failures.put(entry.id(), entry));
    return failures;
  }

  private static ChangeMessageVisibilityBatchRequestEntry entry(
      int index, Lease lease, long seconds) {
    return ChangeMessageVisibilityBatchRequestEntry.builder()
        .id(Integer.toString(index))
        .receiptHandle(lease.receiptHandle())
        .visibilityTimeout(Math.toIntExact(seconds))
        .build();
  }

  @Override
  public List<DeleteOutcome> delete(List<Lease> leases) {
    return inBatches(leases, this::deleteBatch);
  }

  private List<DeleteOutcome> deleteBatch(List<Lease> batch) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(batch.get(i).receiptHandle())
              .build());
    }
    try {
      var response = client.deleteMessageBatch(r -> r.queueUrl(queueUrl).entries(entries));
      Set<String> deleted = ids(response.successful(), DeleteMessageBatchResultEntry::id);
      Map<String, BatchResultErrorEntry> failed = failures(response.failed());
      return entries.stream()
          .map(entry -> deletion(batch, entry.id(), failed.get(entry.id()), deleted))
          .toList();
    } catch (SdkException e) {
      return batch.stream()
          .<DeleteOutcome>map(lease -> new DeleteOutcome.TryAgain(lease, said(e)))
          .toList();
    }
  }

  private static DeleteOutcome deletion(
      List<Lease> batch, String id, @Nullable BatchResultErrorEntry failure, Set<String> deleted) {
    Lease lease = batch.get(Integer.parseInt(id));
    if (failure != null) {
      return SqsAnswers.deletion(lease, failure.code(), failure.message());
    }
    return deleted.contains(id)
        ? new DeleteOutcome.Deleted(lease)
        : new DeleteOutcome.TryAgain(lease, SqsAnswers.NOT_MENTIONED);
  }

  @Override
  public void release(List<Lease> leases) {
    inBatches(leases, this::releaseBatch);
  }

  private List<Lease> releaseBatch(List<Lease> batch) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      entries.add(entry(i, batch.get(i), 0));
    }
    try {
      client
          .changeMessageVisibilityBatch(r -> r.queueUrl(queueUrl).entries(entries))
          .failed()
          .forEach(
              failure ->
                  LOG.info(
                      "A message of {} comes again later than it could: {}",
                      queueUrl,
                      failure.code()));
    } catch (SdkException e) {
      LOG.info("Messages of {} come again later than they could: {}", queueUrl, said(e));
    }
    return batch;
  }

  private static <T> List<T> inBatches(List<Lease> leases, Function<List<Lease>, List<T>> call) {
    List<T> all = new ArrayList<>(leases.size());
    for (int from = 0; from < leases.size(); from += BATCH) {
      all.addAll(call.apply(leases.subList(from, Math.min(from + BATCH, leases.size()))));
    }
    return all;
  }

  private static String said(SdkException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
