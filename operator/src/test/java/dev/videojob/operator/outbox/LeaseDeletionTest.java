package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.UntouchedSource;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.outbox.MessageDeletion.DeletionRefused;
import dev.videojob.operator.resources.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeaseDeletionTest {
  private static final Sqs SQS =
      VideoQueueSpecSqsBuilder.builder().queueUrl("http://sqs/uploads").build();
  private static final Lease LEASE = new Lease("m-1", "receipt-2", Moments.NOW, 2);

  private final List<String> opened = new ArrayList<>();
  private final SourceInMemory source = new SourceInMemory();
  private final LeaseDeletion deletion =
      new LeaseDeletion(
          sqs -> {
            opened.add(sqs.queueUrl());
            return source;
          },
          Duration.ZERO);

  /** A queue in memory that only deletes, and answers what the test says. */
  private static final class SourceInMemory extends UntouchedSource {
    private final List<Lease> asked = new ArrayList<>();
    private int calls;
    private Function<Lease, DeleteOutcome> answer = DeleteOutcome.Deleted::new;

    @Override
    public List<DeleteOutcome> delete(List<Lease> leases) {
      calls++;
      asked.addAll(leases);
      return leases.stream().map(answer).toList();
    }
  }

  private static VideoJob leased(String annotation) {
    var job = AVideoJob.named("clip").from("uploads").ofMessage("m-1", "{}", Map.of()).build();
    job.getMetadata().setAnnotations(Map.of(Names.LEASE_ANNOTATION, annotation));
    return job;
  }

  @Test
  void the_message_is_deleted_from_its_queue_by_the_receipt_in_the_annotation() throws Exception {
    deletion.delete(leased(LEASE.toJson()), SQS);

    assertThat(opened).containsExactly("http://sqs/uploads");
    assertThat(source.asked).containsExactly(LEASE);
  }

  @Test
  void a_lease_that_is_lost_counts_as_done() {
    source.answer = lease -> new DeleteOutcome.Lost(lease, "the receipt has expired");

    assertThatCode(() -> deletion.delete(leased(LEASE.toJson()), SQS)).doesNotThrowAnyException();
  }

  @Test
  void a_queue_that_does_not_answer_is_asked_again_later() {
    source.answer = lease -> new DeleteOutcome.TryAgain(lease, "throttled");

    assertThatThrownBy(() -> deletion.delete(leased(LEASE.toJson()), SQS))
        .isInstanceOf(DeletionRefused.class)
        .hasMessage("throttled");
  }

  @Test
  void a_lease_that_cannot_be_read_deletes_nothing_and_stops_nothing() {
    assertThatCode(() -> deletion.delete(leased("not a lease"), SQS)).doesNotThrowAnyException();

    assertThat(source.asked).isEmpty();
  }

  @Test
  void a_queue_whose_settings_cannot_be_used_is_asked_again_later() {
    var unusable =
        new LeaseDeletion(
            sqs -> {
              throw new IllegalArgumentException("queueUrl names no region");
            },
            Duration.ZERO);

    assertThatThrownBy(() -> unusable.delete(leased(LEASE.toJson()), SQS))
        .isInstanceOf(DeletionRefused.class)
        .hasMessageContaining("queueUrl names no region");
  }

  @Test
  void messages_that_are_deleted_together_have_each_their_own_outcome() throws Exception {
    var together = new LeaseDeletion(_ -> source, Duration.ofHours(1));
    together.delete(leased(LEASE.toJson()), SQS);
    source.answer =
        lease ->
            lease.messageId().equals("m-4")
                ? new DeleteOutcome.TryAgain(lease, "throttled")
                : new DeleteOutcome.Deleted(lease);
    var refused = new ConcurrentHashMap<String, String>();

    try (var jobs = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, WorkSource.BATCH)
          .mapToObj(number -> "m-" + number)
          .forEach(
              message ->
                  jobs.execute(
                      () -> {
                        var lease = new Lease(message, "receipt", Moments.NOW, 1).toJson();
                        try {
                          together.delete(leased(lease), SQS);
                        } catch (DeletionRefused e) {
                          refused.put(message, String.valueOf(e.getMessage()));
                        }
                      }));
    }

    assertThat(refused).containsExactly(Map.entry("m-4", "throttled"));
    assertThat(source.calls).isEqualTo(2);
  }
}
