package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.operator.Moments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the ledger whatever is asked of it. */
class SlotLedgerPropertiesTest {
  private static final int QUEUE_LIMIT = 4;
  private static final int OPERATOR_LIMIT = 6;
  private static final int CLASS_LIMIT = 1;
  private static final int JOBS = 12;
  private static final List<QueueKey> QUEUES = List.of(SlotLedgerTest.QUEUE, SlotLedgerTest.OTHER);

  /** One request to the ledger. */
  record Request(Kind kind, int job) {
    QueueKey queue() {
      return job % 2 == 0 ? SlotLedgerTest.QUEUE : SlotLedgerTest.OTHER;
    }

    Claim claim() {
      return new Claim(
          new JobKey("media", "job-" + job),
          queue(),
          job % 3 == 0 ? "big" : null,
          "tenant-" + job % 5,
          job % 4,
          Moments.NOW.minusSeconds(job % 5));
    }
  }

  enum Kind {
    ADMIT,
    RELEASE,
    RESERVE,
    GIVE_BACK
  }

  /** A ledger with a book beside it of what it granted. */
  private static final class Book {
    final Map<JobKey, Claim> held = new HashMap<>();
    final Map<JobKey, Claim> waiting = new HashMap<>();
    final Map<QueueKey, Integer> reserved = new HashMap<>();
    final SlotLedger ledger =
        new SlotLedger(
            queue -> SlotLedgerTest.limits(QUEUE_LIMIT), Ceilings.of(OPERATOR_LIMIT), this::woken);

    void take(Request request) {
      var claim = request.claim();
      switch (request.kind()) {
        case ADMIT -> admit(claim);
        case RELEASE -> release(claim.job());
        case RESERVE ->
            reserved.merge(request.queue(), ledger.reserve(request.queue(), 2), Integer::sum);
        case GIVE_BACK -> {
          if (reservedOf(request.queue()) > 0) {
            ledger.giveBack(request.queue(), 1);
            reserved.merge(request.queue(), -1, Integer::sum);
          }
        }
      }
    }

    private void admit(Claim claim) {
      switch (ledger.admit(claim)) {
        case Verdict.Admitted _ -> {
          waiting.remove(claim.job());
          held.put(claim.job(), claim);
        }
        case Verdict.Waits _ -> waiting.put(claim.job(), claim);
      }
    }

    void release(JobKey job) {
      waiting.remove(job);
      held.remove(job);
      ledger.release(job);
    }

    private void woken(JobKey job) {
      var claim = waiting.remove(job);
      assertThat(claim).as("the claim of %s, which was given a slot", job).isNotNull();
      held.put(job, claim);
    }

    long heldOf(QueueKey queue) {
      return held.values().stream().filter(claim -> claim.queue().equals(queue)).count();
    }

    long heldOfClass(QueueKey queue) {
      return held.values().stream()
          .filter(claim -> claim.queue().equals(queue) && claim.className() != null)
          .count();
    }

    int reservedOf(QueueKey queue) {
      return reserved.getOrDefault(queue, 0);
    }

    boolean mayStart(Claim claim) {
      return held.size() < OPERATOR_LIMIT
          && heldOf(claim.queue()) < QUEUE_LIMIT
          && (claim.className() == null || heldOfClass(claim.queue()) < CLASS_LIMIT);
    }
  }

  @Property
  void never_more_is_held_than_the_limits_allow(@ForAll("requests") List<Request> requests) {
    var book = new Book();
    for (var request : requests) {
      book.take(request);
      for (var queue : QUEUES) {
        assertThat(book.heldOf(queue)).isLessThanOrEqualTo(QUEUE_LIMIT);
        assertThat(book.heldOfClass(queue)).isLessThanOrEqualTo(CLASS_LIMIT);
        assertThat(book.ledger.running(queue)).isEqualTo((int) book.heldOf(queue));
      }
      assertThat(book.held.size()).isLessThanOrEqualTo(OPERATOR_LIMIT);
    }
  }

  @Property
  void no_more_is_reserved_than_is_free_but_for_one_of_each_other_queue(
      @ForAll("requests") List<Request> requests) {
    var book = new Book();
    for (var request : requests) {
      var before = book.reservedOf(request.queue());
      book.take(request);
      var reserved = book.reservedOf(request.queue());
      if (reserved > before) {
        assertThat(book.heldOf(request.queue()) + reserved).isLessThanOrEqualTo(QUEUE_LIMIT);
        assertThat(book.held.size() + reserved + othersButOne(book, request.queue()))
            .isLessThanOrEqualTo(OPERATOR_LIMIT);
      }
    }
  }

  private static int othersButOne(Book book, QueueKey queue) {
    return QUEUES.stream()
        .filter(other -> !other.equals(queue))
        .mapToInt(other -> Math.max(0, book.reservedOf(other) - 1))
        .sum();
  }

  @Property
  void nobody_waits_who_may_start(@ForAll("requests") List<Request> requests) {
    var book = new Book();
    for (var request : requests) {
      book.take(request);
      assertThat(book.waiting.values()).noneMatch(book::mayStart);
    }
  }

  @Property
  void whoever_waits_gets_a_slot_once_others_end(@ForAll("requests") List<Request> requests) {
    var book = new Book();
    requests.forEach(book::take);
    var rounds = 0;
    while (!book.held.isEmpty() && rounds++ < JOBS) {
      List.copyOf(book.held.keySet()).forEach(book::release);
    }

    assertThat(book.held).isEmpty();
    assertThat(book.waiting).isEmpty();
    assertThat(QUEUES).allSatisfy(queue -> assertThat(book.ledger.waiting(queue)).isZero());
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Combinators.combine(
            Arbitraries.of(Kind.class), Arbitraries.integers().between(0, JOBS - 1))
        .as(Request::new)
        .list()
        .ofMaxSize(60);
  }
}
