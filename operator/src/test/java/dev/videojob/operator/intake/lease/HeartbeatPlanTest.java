package dev.videojob.operator.intake.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.operator.intake.lease.HeartbeatPlan.Batch;
import dev.videojob.operator.intake.lease.HeartbeatPlan.Notice;
import dev.videojob.operator.intake.lease.HeartbeatPlan.Schedule;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.UntouchedSource;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HeartbeatPlanTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final QueueKey QUEUE = new QueueKey("media", "uploads");
  private static final Duration VISIBILITY = Duration.ofMinutes(2);

  /** The plan only carries the source. */
  private static final HeldQueue HELD = new HeldQueue(new UntouchedSource(), VISIBILITY);

  private final HeartbeatPlan plan = new HeartbeatPlan();

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static HeldLease held(String message, String receipt, Instant receivedAt, String job) {
    return new HeldLease(
        QUEUE, HELD, new Lease(message, receipt, receivedAt, 1), new JobKey("media", job));
  }

  private static HeldLease held(int i, Instant receivedAt) {
    return held("m" + i, "r" + i, receivedAt, "job-" + i);
  }

  private static List<HeldLease> leases(int count, Instant receivedAt) {
    return IntStream.range(0, count).mapToObj(i -> held(i, receivedAt)).toList();
  }

  private List<Notice> renewed(Batch batch, Instant now) {
    List<LeaseOutcome> outcomes =
        batch.leases().stream()
            .<LeaseOutcome>map(lease -> new LeaseOutcome.Renewed(lease, now.plus(VISIBILITY)))
            .toList();
    return plan.settle(batch, outcomes, now);
  }

  @Example
  void aFreshLeaseIsRenewedAtAThirdOfItsVisibility() {
    List<HeldLease> leases = List.of(held(1, T0));

    Schedule early = plan.next(leases, at(10));
    assertThat(early.batches()).isEmpty();
    assertThat(early.wakeAt()).isEqualTo(at(40));

    Schedule due = plan.next(leases, at(40));
    assertThat(due.batches()).hasSize(1);
    assertThat(due.wakeAt()).isNull();
  }

  @Example
  void aStartRenewsEverythingThatIsNotFreshAtOnce() {
    Schedule schedule = plan.next(leases(25, at(-3600)), T0);

    assertThat(schedule.batches())
        .extracting(batch -> batch.leases().size())
        .containsExactly(10, 10, 5);
  }

  @Example
  void aRenewedLeaseIsDueAgainAThirdLater() {
    List<HeldLease> leases = List.of(held(1, at(-600)));
    renewed(plan.next(leases, T0).batches().getFirst(), T0);

    assertThat(plan.next(leases, at(1)).wakeAt()).isEqualTo(at(40));
  }

  @Example
  void batchesThatFellTogetherAreSpread() {
    List<HeldLease> leases = leases(40, at(-600));
    plan.next(leases, T0).batches().forEach(batch -> renewed(batch, T0));

    List<Instant> beats = new ArrayList<>();
    for (int second = 1; second <= 40; second++) {
      for (Batch batch : plan.next(leases, at(second)).batches()) {
        beats.add(at(second));
        renewed(batch, at(second));
      }
    }
    assertThat(beats).containsExactly(at(25), at(30), at(35), at(40));
  }

  @Example
  void aBatchTakesAlongWhatIsDueSoon() {
    List<HeldLease> leases =
        List.of(held(1, at(0)), held(2, at(15)), held(3, at(20)), held(4, at(21)));

    Batch batch = plan.next(leases, at(40)).batches().getFirst();

    assertThat(batch.leases()).extracting(Lease::messageId).containsExactly("m1", "m2", "m3");
  }

  @Example
  void jobsOfOneMessageShareOneRenewal() {
    List<HeldLease> leases =
        List.of(
            held("m", "old", at(-300), "job-1"),
            held("m", "new", at(-200), "job-2"),
            held("m", "old", at(-300), "job-3"));

    Batch batch = plan.next(leases, T0).batches().getFirst();
    assertThat(batch.leases()).extracting(Lease::receiptHandle).containsExactly("new");

    List<Notice> notices =
        plan.settle(batch, List.of(new LeaseOutcome.Lost(batch.leases().getFirst(), "gone")), T0);
    assertThat(notices)
        .containsExactly(
            new Notice.LeaseLost(
                List.of(
                    new JobKey("media", "job-1"),
                    new JobKey("media", "job-2"),
                    new JobKey("media", "job-3")),
                batch.leases().getFirst(),
                "gone"));
  }

  @Example
  void aLeaseThatIsAskedForIsNotAskedForTwice() {
    List<HeldLease> leases = List.of(held(1, at(-300)));
    plan.next(leases, T0);

    assertThat(plan.next(leases, at(60)).batches()).isEmpty();
  }

  @Example
  void aLostLeaseRestsUntilTheMessageIsReceivedAgain() {
    HeldLease old = held("m", "old", at(-300), "job");
    Batch batch = plan.next(List.of(old), T0).batches().getFirst();
    plan.settle(batch, List.of(new LeaseOutcome.Lost(old.lease(), "gone")), T0);

    assertThat(plan.next(List.of(old), at(500)).batches()).isEmpty();

    HeldLease fresh = held("m", "new", at(500), "job");
    assertThat(plan.next(List.of(fresh), at(540)).batches())
        .singleElement()
        .satisfies(next -> assertThat(next.leases()).containsExactly(fresh.lease()));
  }

  @Example
  void anOutcomeOfAnOldReceiptDoesNotTouchTheNewOne() {
    HeldLease old = held("m", "old", at(-300), "job");
    Batch batch = plan.next(List.of(old), T0).batches().getFirst();
    HeldLease fresh = held("m", "new", at(1), "job");
    plan.next(List.of(fresh), at(2));

    assertThat(plan.settle(batch, List.of(new LeaseOutcome.Lost(old.lease(), "gone")), at(3)))
        .isEmpty();
    assertThat(plan.next(List.of(fresh), at(41)).batches()).hasSize(1);
  }

  @Example
  void aStaleViewDoesNotBringBackAnOldReceipt() {
    HeldLease fresh = held("m", "new", at(-100), "job");
    plan.next(List.of(fresh), at(-99));

    Batch batch = plan.next(List.of(held("m", "old", at(-300), "job")), T0).batches().getFirst();

    assertThat(batch.leases()).containsExactly(fresh.lease());
  }

  @Example
  void aQueueThatCannotAnswerIsAskedSoonAgain() {
    List<HeldLease> leases = List.of(held(1, at(-300)));
    Batch batch = plan.next(leases, T0).batches().getFirst();

    List<Notice> notices =
        plan.settle(
            batch, List.of(new LeaseOutcome.TryAgain(batch.leases().getFirst(), "throttled")), T0);

    assertThat(notices).containsExactly(new Notice.Failing(QUEUE, "throttled"));
    assertThat(plan.next(leases, at(1)).wakeAt()).isEqualTo(at(5));
    assertThat(plan.next(leases, at(5)).batches()).hasSize(1);
  }

  @Example
  void theCeilingIsToldOnceAndAskedForAgainOnlyWhenItIsReached() {
    List<HeldLease> leases = List.of(held(1, at(-43_100)));
    Lease lease = leases.getFirst().lease();
    Batch batch = plan.next(leases, T0).batches().getFirst();

    assertThat(plan.settle(batch, List.of(new LeaseOutcome.Renewed(lease, at(40))), T0))
        .containsExactly(
            new Notice.CeilingNear(List.of(new JobKey("media", "job-1")), lease, at(40)));
    assertThat(plan.next(leases, at(39)).batches()).isEmpty();
    Batch last = plan.next(leases, at(40)).batches().getFirst();
    assertThat(plan.settle(last, List.of(new LeaseOutcome.Lost(lease, "ceiling")), at(40)))
        .hasOnlyElementsOfType(Notice.LeaseLost.class);
  }

  @Example
  void aLeaseThatNobodyNeedsIsForgotten() {
    plan.next(leases(3, at(-300)), T0);

    assertThat(plan.next(List.of(), at(1))).isEqualTo(new Schedule(List.of(), null, null));
  }

  @Example
  void queuesAreNotMixed() {
    HeldLease other =
        new HeldLease(
            new QueueKey("media", "other"),
            HELD,
            new Lease("m1", "r", at(-300), 1),
            new JobKey("media", "job-9"));

    assertThat(plan.next(List.of(held(1, at(-300)), other), T0).batches())
        .hasSize(2)
        .allSatisfy(batch -> assertThat(batch.leases()).hasSize(1));
  }

  @Property(tries = 100)
  void noHeldLeaseRunsOutWhileItsQueueAnswers(
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll List<@IntRange(min = 0, max = 300) Integer> arrivals) {
    HeartbeatPlan fresh = new HeartbeatPlan();
    Map<String, Instant> heldUntil = new HashMap<>();
    List<HeldLease> leases = new ArrayList<>(leases(count, T0));
    leases.forEach(lease -> heldUntil.put(lease.lease().messageId(), at(120)));

    for (int second = 0; second < 400; second++) {
      Instant now = at(second);
      for (int i = 0; i < arrivals.size(); i++) {
        if (arrivals.get(i) == second) {
          HeldLease lease = held(1000 + i, now);
          leases.add(lease);
          heldUntil.put(lease.lease().messageId(), now.plus(VISIBILITY));
        }
      }
      beat(fresh, leases, heldUntil, now);
      assertThat(heldUntil.values()).allMatch(until -> until.isAfter(now.plusSeconds(60)));
    }
  }

  private static void beat(
      HeartbeatPlan plan,
      Collection<HeldLease> leases,
      Map<String, Instant> heldUntil,
      Instant now) {
    for (Batch batch : plan.next(leases, now).batches()) {
      assertThat(batch.leases()).hasSizeBetween(1, WorkSource.BATCH).doesNotHaveDuplicates();
      List<LeaseOutcome> outcomes = new ArrayList<>();
      for (Lease lease : batch.leases()) {
        outcomes.add(new LeaseOutcome.Renewed(lease, now.plus(VISIBILITY)));
        heldUntil.put(lease.messageId(), now.plus(VISIBILITY));
      }
      plan.settle(batch, outcomes, now);
    }
  }
}
