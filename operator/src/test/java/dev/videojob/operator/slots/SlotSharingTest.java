package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.operator.Moments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Who gets how much where more is wanted than there is. */
class SlotSharingTest {
  private static final Duration AGEING = Duration.ofSeconds(60);

  /** Queues and tenants that always want more, whose jobs take one to ten turns. */
  private static final class Market {
    final Map<QueueKey, Ration> rations = new HashMap<>();
    final Map<String, Long> turnsHeld = new HashMap<>();
    final List<Running> running = new ArrayList<>();
    final Map<JobKey, Claim> waiting = new HashMap<>();
    final Random random;
    final SlotLedger ledger;
    int made;
    int turn;

    private record Running(Claim claim, int until) {}

    Market(long seed, Ceilings ceilings) {
      this.random = new Random(seed);
      this.ledger = new SlotLedger(rations::get, ceilings, this::started);
    }

    QueueKey queue(String name, Ration ration) {
      var queue = new QueueKey("media", name);
      rations.put(queue, ration);
      return queue;
    }

    private void started(JobKey job) {
      running.add(
          new Running(Objects.requireNonNull(waiting.remove(job)), turn + 1 + random.nextInt(10)));
    }

    void wants(QueueKey queue, String tenant, int count) {
      for (var i = 0; i < count; i++) {
        var key = new JobKey("media", "job-" + ++made);
        var claim = new Claim(key, queue, null, tenant, 50, Moments.NOW.plusSeconds(made));
        waiting.put(key, claim);
        if (ledger.admit(claim) instanceof Verdict.Admitted) {
          started(key);
        }
      }
    }

    void play(int turns) {
      for (var last = turn + turns; turn < last; turn++) {
        var over = running.stream().filter(one -> one.until() <= turn).toList();
        running.removeAll(over);
        for (var one : over) {
          ledger.release(one.claim().job());
          wants(one.claim().queue(), one.claim().tenant(), 1);
        }
        running.forEach(one -> turnsHeld.merge(name(one.claim()), 1L, Long::sum));
      }
    }

    private static String name(Claim claim) {
      return claim.queue().name() + claim.tenant();
    }

    double share(String name) {
      var all = turnsHeld.values().stream().mapToLong(Long::longValue).sum();
      return turnsHeld.getOrDefault(name, 0L) / (double) all;
    }
  }

  private static Ration weight(int weight) {
    return new Ration(1000, Map.of(), weight, AGEING, Map.of());
  }

  @Property(tries = 20)
  void queues_share_the_operators_slots_by_weight(@ForAll long seed) {
    var market = new Market(seed, Ceilings.of(60));
    for (var queue :
        List.of(
            market.queue("a", weight(1)),
            market.queue("b", weight(2)),
            market.queue("c", weight(3)))) {
      market.wants(queue, Tenants.NOBODY, 200);
    }

    market.play(300);

    assertThat(market.share("a")).isCloseTo(1 / 6.0, within(0.05));
    assertThat(market.share("b")).isCloseTo(2 / 6.0, within(0.05));
    assertThat(market.share("c")).isCloseTo(3 / 6.0, within(0.05));
  }

  @Property(tries = 20)
  void tenants_share_a_queues_slots_however_much_one_of_them_wants(@ForAll long seed) {
    var market = new Market(seed, Ceilings.of(1000));
    var queue = market.queue("q-", new Ration(40, Map.of(), 1, AGEING, Map.of("acme", 2)));
    market.wants(queue, "flood", 2000);
    market.wants(queue, "acme", 100);
    market.wants(queue, "small", 100);

    market.play(300);

    assertThat(market.share("q-flood")).isCloseTo(1 / 4.0, within(0.05));
    assertThat(market.share("q-acme")).isCloseTo(2 / 4.0, within(0.05));
    assertThat(market.share("q-small")).isCloseTo(1 / 4.0, within(0.05));
  }

  @Property(tries = 50)
  void no_slot_is_free_while_somebody_waits_who_may_have_it(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int slots) {
    var market = new Market(seed, Ceilings.of(slots));
    var queue = market.queue("a", new Ration(20, Map.of(), 1, AGEING, Map.of()));
    market.wants(queue, Tenants.NOBODY, 40);
    market.wants(market.queue("b", weight(1)), Tenants.NOBODY, 40);

    for (var turn = 0; turn < 50; turn++) {
      market.play(1);
      assertThat(market.running).hasSize(slots);
      assertThat(market.ledger.running(queue)).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void a_namespace_has_no_more_than_its_ceiling_and_says_so() {
    var ledger = new SlotLedger(_ -> Ration.of(10), new Ceilings(10, 1), _ -> {});
    ledger.admit(claim("a", 50, Moments.NOW));

    assertThat(ledger.admit(claim("b", 50, Moments.NOW)))
        .isInstanceOfSatisfying(
            Verdict.Waits.class,
            waits -> {
              assertThat(waits.reason()).isEqualTo(WaitingReason.NAMESPACE_LIMIT);
              assertThat(waits.message()).contains("namespace media");
            });
    assertThat(ledger.reserve(new QueueKey("other", "uploads"), 10)).isEqualTo(1);
  }

  private static Claim claim(String name, int priority, Instant since) {
    return new Claim(
        new JobKey("media", name), SlotLedgerTest.QUEUE, null, Tenants.NOBODY, priority, since);
  }

  @Test
  void who_has_waited_long_enough_goes_before_a_higher_priority() {
    var woken = new ArrayList<String>();
    var ledger = new SlotLedger(_ -> Ration.of(1), Ceilings.of(1), job -> woken.add(job.name()));
    ledger.admit(claim("runs", 50, Moments.NOW));
    ledger.admit(claim("low-and-old", 10, Moments.NOW));
    ledger.admit(claim("high", 90, Moments.NOW.plus(AGEING.multipliedBy(79))));
    ledger.admit(claim("high-and-late", 90, Moments.NOW.plus(AGEING.multipliedBy(81))));

    ledger.release(claim("runs", 50, Moments.NOW).job());
    ledger.release(claim("high", 90, Moments.NOW).job());

    assertThat(woken).containsExactly("high", "low-and-old");
  }

  @Test
  void a_place_counts_who_of_other_tenants_comes_before() {
    var ledger = new SlotLedger(_ -> Ration.of(1), Ceilings.of(1), _ -> {});
    ledger.admit(of("flood", "runs"));
    for (var i = 0; i < 50; i++) {
      ledger.admit(of("flood", "flood-" + i));
    }

    assertThat(ledger.admit(of("small", "first")))
        .isInstanceOfSatisfying(
            Verdict.Waits.class, waits -> assertThat(waits.position()).isEqualTo(1));
    assertThat(ledger.admit(of("small", "second")))
        .isInstanceOfSatisfying(
            Verdict.Waits.class, waits -> assertThat(waits.position()).isEqualTo(2));
    assertThat(ledger.admit(of("small", "third")))
        .isInstanceOfSatisfying(
            Verdict.Waits.class, waits -> assertThat(waits.position()).isEqualTo(4));
  }

  private static Claim of(String tenant, String name) {
    return new Claim(
        new JobKey("media", name), SlotLedgerTest.QUEUE, null, tenant, 50, Moments.NOW);
  }

  @Test
  void long_polls_at_empty_queues_do_not_keep_a_full_one_from_being_received() {
    var ledger = new SlotLedger(_ -> Ration.of(10), Ceilings.of(10), _ -> {});
    for (var i = 0; i < 10; i++) {
      assertThat(ledger.reserve(new QueueKey("media", "empty-" + i), 1)).isEqualTo(1);
    }

    assertThat(ledger.reserve(SlotLedgerTest.QUEUE, 10)).isEqualTo(10);
  }

  @Test
  void an_intake_that_waits_too_gets_its_part_of_what_is_free() throws Exception {
    var ledger = new SlotLedger(_ -> Ration.of(10), Ceilings.of(4), _ -> {});
    assertThat(ledger.reserve(SlotLedgerTest.QUEUE, 4)).isEqualTo(4);
    assertThat(ledger.awaitFree(SlotLedgerTest.OTHER, Duration.ofMillis(1))).isTrue();
    ledger.giveBack(SlotLedgerTest.QUEUE, 4);

    assertThat(ledger.reserve(SlotLedgerTest.QUEUE, 4)).isEqualTo(2);

    ledger.leave(SlotLedgerTest.OTHER);
    assertThat(ledger.reserve(SlotLedgerTest.QUEUE, 4)).isEqualTo(2);
  }

  @Test
  void a_full_class_keeps_others_from_being_received_only_when_as_many_wait_as_there_are_slots() {
    var ration = new Ration(3, Map.of("big", 1), 1, AGEING, Map.of());
    var ledger = new SlotLedger(_ -> ration, Ceilings.of(10), _ -> {});
    ledger.admit(SlotLedgerTest.big("runs"));
    ledger.admit(SlotLedgerTest.big("waits-1"));
    ledger.admit(SlotLedgerTest.big("waits-2"));

    assertThat(ledger.reserve(SlotLedgerTest.QUEUE, 10)).isEqualTo(2);

    ledger.giveBack(SlotLedgerTest.QUEUE, 2);
    ledger.admit(SlotLedgerTest.big("waits-3"));
    assertThat(ledger.reserve(SlotLedgerTest.QUEUE, 10)).isZero();
  }
}
