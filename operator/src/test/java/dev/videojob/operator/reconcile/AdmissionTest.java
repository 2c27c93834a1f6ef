package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.SlotLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** There is one slot. */
class AdmissionTest {
  private static final QueueKey QUEUE = new QueueKey("media", "uploads");
  private static final Decision START = new Decision.Start(1, "4Gi");
  private static final Decision SUSPENDED =
      new Decision.Hold(new Waiting(WaitingReason.SUSPENDED, "It is suspended.", null), null);

  private final List<String> woken = new ArrayList<>();
  private final SlotLedger ledger =
      new SlotLedger(queue -> new Limits(1, List.of()), 10, job -> woken.add(job.name()));
  private final Admission admission = new Admission(ledger, new VideoJobWatch());

  private static VideoJob job(String name) {
    return AVideoJob.named(name).from("uploads").build();
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
  void a_job_that_the_intake_has_just_made_holds_the_slot_that_was_reserved_for_it() {
    assertThat(ledger.reserve(QUEUE, 1)).isEqualTo(1);

    admission.arrived(job("a"));
    ledger.giveBack(QUEUE, 1);

    assertThat(admission.admitted(job("b"), START)).isInstanceOf(Decision.Hold.class);
    assertThat(admission.admitted(job("a"), START)).isEqualTo(START);
    assertThat(ledger.running(QUEUE)).isEqualTo(1);
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
    admission.release(Admission.claim(job("a")).job());
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
}
