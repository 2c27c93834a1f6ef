package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.operator.AVideoJob;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.jspecify.annotations.Nullable;

/** A VideoQueue for tests, called uploads: {@code AQueue.withDeadLetters().build()}. */
final class AQueue {
  static final String URL = "http://sqs/uploads";
  static final String DEAD = "http://sqs/dead";

  private final VideoQueueSpecBuilder spec = VideoQueueSpecBuilder.builder();
  private @Nullable VideoQueueStatus status;
  private long generation = 1;

  static AQueue withDeadLetters() {
    return of(VideoQueueSpecSqsBuilder.builder().queueUrl(URL).deadLetterQueueUrl(DEAD).build());
  }

  static AQueue withoutDeadLetters() {
    return of(VideoQueueSpecSqsBuilder.builder().queueUrl(URL).build());
  }

  static AQueue withoutSqs() {
    return new AQueue();
  }

  static AQueue of(Sqs sqs) {
    var queue = new AQueue();
    queue.spec.sqs(sqs);
    return queue;
  }

  AQueue tries(int maxAttempts) {
    spec.retry(VideoQueueSpecRetryBuilder.builder().maxAttempts(maxAttempts).build());
    return this;
  }

  AQueue suspended() {
    spec.suspend(true);
    return this;
  }

  /** Its status is {@code given}. */
  AQueue saying(VideoQueueStatus given) {
    status = given;
    return this;
  }

  /** Its spec has changed since its status was written. */
  AQueue changed() {
    generation++;
    return this;
  }

  VideoQueue build() {
    var queue = new VideoQueue();
    queue.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(AVideoJob.NAMESPACE)
            .withName("uploads")
            .withGeneration(generation)
            .build());
    queue.setSpec(spec.build());
    queue.setStatus(status);
    return queue;
  }
}
