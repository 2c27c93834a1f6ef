package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.Ration;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Tenants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** There is one slot. */
class AdmissionTest {
  private static final QueueKey QUEUE = new QueueKey("media", "uploads");
  private static final Decision START = new Decision.Start(1, "4Gi");
  private static final Decision SUSPENDED =
      new Decision.Hold(new Waiting(WaitingReason.SUSPENDED, "It is suspended.", null), null);

  private static final VideoJobStatus FAILED =
      VideoJobStatusBuilder.builder().state(JobState.FAILED).build();

  private final List<VideoJob> known = new ArrayList<>();
  private final List<String> woken = new ArrayList<>();
  private final SlotLedger ledger =
      new SlotLedger(queue -> Ration.of(1), Ceilings.of(10), job -> woken.add(job.name()));
  private final Admission admission = new Admission(ledger, new ListedJobs(), _ -> Tenants.NOBODY);

  private final class ListedJobs implements KnownJobs {
    @Override
    public Stream<VideoJob> atWork() {
      return known.stream();
    }

    @Override
    public Optional<VideoJob> videoJob(JobKey job) {
      return known.stream()
          .filter(one -> one.getMetadata().getName().equals(job.name()))
          .findFirst();
    }
  }

  private static VideoJob job(String name) {
    return AVideoJob.named(name).from("uploads").build();
  }

  @Test
  void no_slot_is_reserved_that_a_job_has_from_before_the_start() {
    known.add(
        AVideoJob.named("runs")
            .from("uploads")
            .withAttempts(AnAttempt.number(1).running())
            .build());

    admission.countRunning();

    assertThat(ledger.reserve(QUEUE, 10)).isZero();
  }

  @Test
  void a_start_goes_on_when_there_is_a_slot_and_is_held_when_there_is_none() {
    assertThat(admission.admitted(job("a"), START)).isEqualTo(START);

    assertThat(admission.admitted(job("b"), START))
        .isInstanceOfSatisfying(
            Decision.Hold.class,
            hold -> {
              assertThat(hold.waiting().reason()).isEqualTo(WaitingReason.QUEUE_LIMIT);
              assertThat(hold.waiting().position()).isEqualTo(1);
              assertThat(hold.until()).isNull();
            });
  }

  @Test
  void what_lives_when_the_operator_starts_is_counted_before_anything_starts() {
    var living = AVideoJob.named("a").from("uploads").withAttempts(AnAttempt.number(1).running());
    known.add(living.build());
    known.add(job("b"));

    assertThat(admission.admitted(job("c"), START)).isInstanceOf(Decision.Hold.class);
    assertThat(ledger.running(QUEUE)).isEqualTo(1);
  }

  @Test
  void one_that_is_yet_to_be_created_does_not_pass_who_waits() {
    admission.admitted(job("a"), START);
    admission.admitted(job("b"), START);
    ledger.release(JobKey.of(job("a")));
    var coming = job("c");
    coming.getMetadata().setCreationTimestamp(null);

    assertThat(admission.takes(coming)).isFalse();
    assertThat(admission.admitted(job("b"), START)).isEqualTo(START);
  }

  @Test
  void an_arrival_whose_end_was_seen_before_it_was_counted_leaks_no_slot() {
    known.add(AVideoJob.named("a").from("uploads").withStatus(FAILED).build());

    admission.arrived(job("a"));

    assertThat(ledger.running(QUEUE)).isZero();
  }

  @Test
  void what_goes_on_holds_its_slot_whatever_the_limits_say() {
    admission.admitted(job("a"), START);

    var follow = new Decision.Follow(Instant.EPOCH, null);

    assertThat(admission.admitted(job("b"), follow)).isEqualTo(follow);
    assertThat(ledger.running(QUEUE)).isEqualTo(2);
  }

  @Test
  void a_job_that_is_suspended_while_it_waits_leaves_its_place_to_the_next() {
    admission.admitted(job("a"), START);
    admission.admitted(job("b"), START);
    admission.admitted(job("c"), START);
    admission.release(JobKey.of(job("a")));
    woken.clear();

    assertThat(admission.admitted(job("b"), SUSPENDED)).isEqualTo(SUSPENDED);

    assertThat(woken).containsExactly("c");
    assertThat(admission.admitted(job("c"), START)).isEqualTo(START);
  }

  @Test
  void a_slot_whose_start_was_not_written_is_given_back_when_the_job_is_held() {
    admission.admitted(job("a"), START);

    admission.admitted(job("a"), SUSPENDED);

    assertThat(ledger.running(QUEUE)).isZero();
  }

  @Test
  void a_job_whose_end_was_written_without_our_knowing_gives_its_slot_back() {
    admission.admitted(job("a"), START);
    admission.admitted(job("b"), START);
    woken.clear();

    admission.admitted(job("a"), new Decision.Settle());

    assertThat(woken).containsExactly("b");
    assertThat(ledger.running(QUEUE)).isEqualTo(1);
    assertThat(admission.admitted(job("b"), START)).isEqualTo(START);
  }
}
