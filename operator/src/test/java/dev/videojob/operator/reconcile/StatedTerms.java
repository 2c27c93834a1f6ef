package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Terms by one queue that is said here, in place of a catalog. */
final class StatedTerms implements VideoJobLife.TermsFinder {
  private static final VideoQueueSpec QUEUE =
      VideoQueueSpecBuilder.builder()
          .sqs(
              VideoQueueSpecSqsBuilder.builder()
                  .queueUrl("http://sqs/uploads")
                  .deadLetterQueueUrl(OutsideInMemory.DEAD_LETTERS)
                  .processedQueueUrl(OutsideInMemory.PROCESSED)
                  .build())
          .retry(VideoQueueSpecRetryBuilder.builder().jitterPercent(0).build())
          .build();

  private final TermsOfWork terms = new TermsOfWork("2Gi");
  private volatile VideoQueueSpec queue = QUEUE;
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  /** The first back-off is 10 s unless it is said here. */
  void firstBackOff(int seconds) {
    queue =
        VideoQueueSpecBuilder.builder(QUEUE)
            .retry(
                VideoQueueSpecRetryBuilder.builder(QUEUE.retry())
                    .initialDelaySeconds(seconds)
                    .build())
            .build();
  }

  /** The queue is received from and settled with these settings. */
  void of(VideoQueueSpec.Sqs sqs) {
    queue = VideoQueueSpecBuilder.builder(queue).sqs(sqs).build();
  }

  /** What the queue says now. */
  VideoQueueSpec queue() {
    return queue;
  }

  /** Nothing starts from now on. */
  void suspend() {
    queue = VideoQueueSpecBuilder.builder(queue).suspend(true).build();
  }

  /** Has something happen once, after the loop has read a job and before it writes. */
  void meanwhile(Runnable something) {
    meanwhile.set(something);
  }

  @Override
  public Terms of(VideoJob job) {
    meanwhile.getAndSet(() -> {}).run();
    return terms.of(
        job, queueOf(job).orElse(null), TermsOfWork.Profiles.BUILT_IN, queue -> Optional.empty());
  }

  @Override
  public Optional<VideoQueueSpec> queueOf(VideoJob job) {
    return job.getSpec().queueRef() == null ? Optional.empty() : Optional.of(queue);
  }
}
