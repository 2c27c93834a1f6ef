package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.intake.source.WorkSourceException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A dead-letter queue in SQS. */
final class SqsDeadLetterBox implements DeadLetterBox {
  private static final int WAIT_SECONDS = 1;

  private final SqsClient client;
  private final String url;
  private final WorkSource letters;

  SqsDeadLetterBox(SqsClients clients, Sqs sqs, String url, Duration hold, InstantSource clock) {
    this.client = clients.forUrl(sqs, url);
    this.url = url;
    this.letters =
        new SqsWorkSource(
            client,
            VideoQueueSpecSqsBuilder.builder(sqs)
                .queueUrl(url)
                .visibilityTimeoutSeconds(Math.toIntExact(hold.toSeconds()))
                .waitTimeSeconds(WAIT_SECONDS)
                .build(),
            clock);
  }

  @Override
  public List<ReceivedMessage> receive(int most) throws InterruptedException {
    return letters.receive(most);
  }

  @Override
  public List<DeleteOutcome> delete(List<Lease> held) {
    return letters.delete(held);
  }

  @Override
  public void release(List<Lease> held) {
    letters.release(held);
  }

  @Override
  public Depth depth() {
    try {
      var counts =
          client
              .getQueueAttributes(
                  ask ->
                      ask.queueUrl(url)
                          .attributeNames(
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
              .attributes();
      return new Depth(
          count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
          count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    } catch (SdkException e) {
      throw new WorkSourceException(
          "The letters of " + url + " cannot be counted: " + e.getMessage(), e);
    }
  }

  private static long count(Map<QueueAttributeName, String> counts, QueueAttributeName name) {
    return Long.parseLong(counts.getOrDefault(name, "0"));
  }
}
