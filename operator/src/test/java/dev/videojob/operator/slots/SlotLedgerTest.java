package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.operator.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Usual are two slots of the queue, one of them for class {@code big}, and ten in all. */
@Timeout(20)
class SlotLedgerTest {
  static final QueueKey QUEUE = new QueueKey("media", "uploads");
  static final QueueKey OTHER = new QueueKey("media", "archive");

  private final List<String> woken = new ArrayList<>();
  private Ration limits = limits(2);
  private final SlotLedger ledger = ledger(10);

  static Ration limits(int maxJobs) {
    return new Ration(maxJobs, Map.of("big", 1), 1, Duration.ofSeconds(60), Map.of());
  }

  private SlotLedger ledger(int operatorLimit) {
    return new SlotLedger(
        queue -> limits, Ceilings.of(operatorLimit), job -> woken.add(job.name()));
  }

  static Claim claim(String name) {
    return new Claim(new JobKey("media", name), QUEUE, null, Tenants.NOBODY, 50, Moments.NOW);
  }

  static Claim claim(String name, int priority, int age) {
    return new Claim(
        new JobKey("media", name),
        QUEUE,
        null,
        Tenants.NOBODY,
        priority,
        Moments.NOW.minusSeconds(age));
  }

  static Claim big(String name) {
    return new Claim(new JobKey("media", name), QUEUE, "big", Tenants.NOBODY, 50, Moments.NOW);
  }

  static Claim other(String name) {
    return new Claim(new JobKey("media", name), OTHER, null, Tenants.NOBODY, 50, Moments.NOW);
  }

  private static Verdict.Waits waits(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Waits.class);
    return (Verdict.Waits) verdict;
  }

  private void admitted(Claim claim) {
    assertThat(ledger.admit(claim)).isEqualTo(new Verdict.Admitted());
  }

  @Test
  void jobs_are_admitted_up_to_the_queues_limit() {
    admitted(claim("a"));
    admitted(claim("b"));

    var waits = waits(ledger.admit(claim("c")));

    assertThat(waits.reason()).isEqualTo(WaitingReason.QUEUE_LIMIT);
    assertThat(waits.message()).contains("All 2 slots");
    assertThat(waits.position()).isEqualTo(1);
    assertThat(ledger.running(QUEUE)).isEqualTo(2);
    assertThat(ledger.waiting(QUEUE)).isEqualTo(1);
  }

  @Test
  void a_holder_that_asks_again_keeps_its_one_slot() {
    admitted(claim("a"));
    admitted(claim("a"));

    assertThat(ledger.running(QUEUE)).isEqualTo(1);
  }

  @Test
  void one_that_waits_and_asks_again_keeps_its_one_place() {
    limits = limits(0);

    ledger.admit(claim("a"));
    ledger.admit(claim("a"));

    assertThat(ledger.waiting(QUEUE)).isEqualTo(1);
  }

  @Test
  void the_operators_limit_holds_over_all_queues() {
    var small = ledger(1);
    small.admit(claim("a"));

    var waits = waits(small.admit(other("b")));

    assertThat(waits.reason()).isEqualTo(WaitingReason.OPERATOR_LIMIT);
    assertThat(waits.message()).contains("All 1 slots");
  }

  @Test
  void a_class_is_bounded_by_its_own_limit() {
    admitted(big("a"));

    var waits = waits(ledger.admit(big("b")));

    assertThat(waits.reason()).isEqualTo(WaitingReason.CLASS_LIMIT);
    assertThat(waits.message()).contains("class big");
  }

  @Test
  void one_that_waits_for_its_class_does_not_block_another_class() {
    admitted(big("a"));
    ledger.admit(big("b"));

    admitted(claim("c"));
  }

  @Test
  void a_released_slot_wakes_who_waits_first() {
    admitted(claim("a"));
    admitted(claim("b"));
    ledger.admit(claim("young", 50, 1));
    ledger.admit(claim("old", 50, 9));
    ledger.admit(claim("low", 10, 99));
    ledger.admit(claim("urgent", 90, 0));

    ledger.release(claim("a").job());

    assertThat(woken).containsExactly("urgent");
  }

  @Test
  void the_line_is_ordered_by_priority_then_age_then_name() {
    limits = limits(0);
    ledger.admit(claim("low", 10, 99));
    ledger.admit(claim("young", 50, 1));
    ledger.admit(claim("old-b", 50, 9));
    ledger.admit(claim("old-a", 50, 9));

    assertThat(waits(ledger.admit(claim("urgent", 90, 0))).position()).isEqualTo(1);
    assertThat(waits(ledger.admit(claim("old-a", 50, 9))).position()).isEqualTo(2);
    assertThat(waits(ledger.admit(claim("old-b", 50, 9))).position()).isEqualTo(3);
    assertThat(waits(ledger.admit(claim("young", 50, 1))).position()).isEqualTo(4);
    assertThat(waits(ledger.admit(claim("low", 10, 99))).position()).isEqualTo(5);
  }

  @Test
  void a_free_slot_is_kept_for_who_waits_ahead() {
    limits = limits(1);
    admitted(claim("a"));
    ledger.admit(claim("first", 90, 0));
    ledger.release(claim("a").job());

    assertThat(ledger.admit(claim("late", 50, 0))).isInstanceOf(Verdict.Waits.class);
    admitted(claim("first", 90, 0));
  }

  @Test
  void one_that_does_not_exist_yet_takes_a_free_slot_and_does_not_wait_for_one() {
    limits = limits(1);

    assertThat(ledger.takes(claim("a"))).isTrue();
    assertThat(ledger.takes(claim("b"))).isFalse();

    assertThat(ledger.running(QUEUE)).isEqualTo(1);
    assertThat(ledger.waiting(QUEUE)).isZero();
  }

  @Test
  void one_that_does_not_exist_yet_takes_no_slot_before_who_waits() {
    limits = limits(1);
    admitted(claim("a"));
    ledger.admit(claim("first", 50, 9));
    ledger.release(claim("a").job());

    assertThat(ledger.takes(claim("b", 50, 0))).isFalse();
    admitted(claim("first", 50, 9));
  }

  @Test
  void the_slot_of_a_job_that_holds_one_or_waits_is_not_taken_again() {
    limits = limits(1);
    admitted(claim("a"));
    ledger.admit(claim("b"));
    limits = limits(9);

    assertThat(ledger.takes(claim("a"))).isFalse();
    assertThat(ledger.takes(claim("b"))).isFalse();
    assertThat(ledger.running(QUEUE)).isEqualTo(1);
  }

  @Test
  void one_that_waits_for_its_class_is_woken_when_a_slot_of_it_is_free() {
    admitted(big("a"));
    ledger.admit(big("b"));

    ledger.release(big("a").job());

    assertThat(woken).containsExactly("b");
  }

  @Test
  void what_lives_already_is_counted_whatever_the_limits_say() {
    ledger.holds(claim("a"));
    ledger.holds(claim("b"));
    ledger.holds(claim("c"));
    ledger.holds(claim("c"));

    assertThat(ledger.running(QUEUE)).isEqualTo(3);
    ledger.release(claim("a").job());
    assertThat(ledger.admit(claim("d"))).isInstanceOf(Verdict.Waits.class);
    assertThat(woken).isEmpty();
  }

  @Test
  void raised_limits_wake_as_many_as_may_start() {
    limits = limits(0);
    ledger.admit(claim("a", 50, 3));
    ledger.admit(claim("b", 50, 2));
    ledger.admit(claim("c", 50, 1));

    limits = limits(2);
    ledger.reconsider();

    assertThat(woken).containsExactly("a", "b");
  }

  @Test
  void a_release_of_what_was_never_held_changes_nothing() {
    admitted(claim("a"));

    ledger.release(claim("stranger").job());

    assertThat(ledger.running(QUEUE)).isEqualTo(1);
    assertThat(woken).isEmpty();
  }

  @Test
  void no_more_is_reserved_than_is_free() {
    admitted(claim("a"));

    assertThat(ledger.reserve(QUEUE, 10)).isEqualTo(1);
    assertThat(ledger.reserve(QUEUE, 10)).isZero();
  }

  @Test
  void work_that_is_here_starts_in_a_slot_that_was_reserved_for_work_that_may_come() {
    assertThat(ledger.reserve(QUEUE, 2)).isEqualTo(2);

    admitted(claim("retried"));
    admitted(claim("applied"));

    assertThat(ledger.admit(claim("received"))).isInstanceOf(Verdict.Waits.class);
    ledger.giveBack(QUEUE, 2);
    assertThat(ledger.reserve(QUEUE, 2)).isZero();
    ledger.release(claim("retried").job());
    assertThat(woken).containsExactly("received");
  }

  @Test
  void no_more_is_reserved_than_is_wanted() {
    assertThat(ledger.reserve(QUEUE, 1)).isEqualTo(1);
    assertThat(ledger.reserve(QUEUE, 0)).isZero();
  }

  @Test
  void work_that_waits_goes_before_work_that_would_be_received() {
    limits = limits(0);
    ledger.admit(claim("a"));

    limits = limits(1);

    assertThat(ledger.reserve(QUEUE, 10)).isZero();
  }

  @Test
  void what_is_given_back_can_be_reserved_again() {
    assertThat(ledger.reserve(QUEUE, 2)).isEqualTo(2);
    assertThat(ledger.reserve(QUEUE, 2)).isZero();

    ledger.giveBack(QUEUE, 2);

    assertThat(ledger.reserve(QUEUE, 2)).isEqualTo(2);
  }

  @Test
  void waiting_for_a_slot_ends_at_once_when_there_is_one() throws Exception {
    assertThat(ledger.awaitFree(QUEUE, Duration.ofHours(1))).isTrue();
  }

  @Test
  void waiting_for_a_slot_ends_without_one_when_the_time_is_over() throws Exception {
    limits = limits(0);

    assertThat(ledger.awaitFree(QUEUE, Duration.ofMillis(20))).isFalse();
  }

  @Test
  void waiting_for_a_slot_ends_when_one_is_released() throws Exception {
    limits = limits(1);
    admitted(claim("a"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var free = threads.submit(() -> ledger.awaitFree(QUEUE, Duration.ofHours(1)));

      ledger.release(claim("a").job());

      assertThat(free.get()).isTrue();
    }
  }

  @Test
  void one_that_was_woken_and_does_not_come_makes_room_for_the_next() {
    limits = limits(1);
    admitted(claim("a"));
    ledger.admit(claim("first", 90, 0));
    ledger.admit(claim("second", 50, 0));
    ledger.release(claim("a").job());
    woken.clear();

    ledger.release(claim("first", 90, 0).job());

    assertThat(woken).containsExactly("second");
    admitted(claim("second", 50, 0));
  }

  @Test
  void one_whose_priority_has_changed_does_not_stand_in_its_own_way() {
    limits = limits(1);
    admitted(claim("a"));
    ledger.admit(claim("b", 90, 0));
    ledger.release(claim("a").job());

    admitted(claim("b", 10, 0));
  }

  @Test
  void a_full_queue_with_a_long_line_does_not_starve_another_queue() {
    admitted(claim("a"));
    admitted(claim("b"));
    for (var number = 0; number < 50; number++) {
      ledger.admit(claim("waits-" + number));
    }

    assertThat(ledger.reserve(OTHER, 2)).isEqualTo(2);
  }

  @Test
  void a_slot_is_awaited_until_it_can_be_reserved() throws Exception {
    var small = ledger(2);
    small.admit(claim("a"));
    limits = limits(1);
    small.admit(claim("b"));
    limits = limits(2);
    small.reconsider();

    assertThat(small.reserve(OTHER, 1)).isZero();
    assertThat(small.awaitFree(OTHER, Duration.ofMillis(20))).isFalse();
  }

  @Test
  void who_is_woken_may_ask_the_ledger_at_once() {
    var one = new SlotLedger[1];
    one[0] =
        new SlotLedger(queue -> limits(1), Ceilings.of(10), job -> one[0].admit(claim(job.name())));
    one[0].admit(claim("a"));
    one[0].admit(claim("b"));

    one[0].release(claim("a").job());

    assertThat(one[0].running(QUEUE)).isEqualTo(1);
    assertThat(one[0].waiting(QUEUE)).isZero();
  }

  @Test
  void many_threads_never_hold_more_than_the_limit_and_all_get_their_turn() {
    var turns = new Semaphore(0);
    var wakeUps = new ConcurrentHashMap<JobKey, Semaphore>();
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var shared =
        new SlotLedger(queue -> limits(3), Ceilings.of(4), job -> wakeUp(wakeUps, job).release());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var number = 0; number < 500; number++) {
        var claim = number % 2 == 0 ? claim("job-" + number) : other("job-" + number);
        threads.execute(
            () -> {
              while (!(shared.admit(claim) instanceof Verdict.Admitted)) {
                wakeUp(wakeUps, claim.job()).acquireUninterruptibly();
              }
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              running.decrementAndGet();
              shared.release(claim.job());
              turns.release();
            });
      }
    }

    assertThat(turns.availablePermits()).isEqualTo(500);
    assertThat(most.get()).isLessThanOrEqualTo(4);
    assertThat(shared.running(QUEUE) + shared.running(OTHER)).isZero();
    assertThat(shared.waiting(QUEUE) + shared.waiting(OTHER)).isZero();
  }

  private static Semaphore wakeUp(ConcurrentHashMap<JobKey, Semaphore> wakeUps, JobKey job) {
    return wakeUps.computeIfAbsent(job, key -> new Semaphore(0));
  }
}
