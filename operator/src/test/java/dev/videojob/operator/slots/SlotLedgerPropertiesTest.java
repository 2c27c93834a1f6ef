package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.operator.Moments;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    final Set<JobKey> woken = new HashSet<>();
    final Map<JobKey, Claim> held = new HashMap<>();
    final Map<QueueKey, Integer> reserved = new HashMap<>();
    final SlotLedger ledger =
        new SlotLedger(
            queue -> SlotLedgerTest.limits(QUEUE_LIMIT), Ceilings.of(OPERATOR_LIMIT), woken::add);

    void take(Request request) {
      var claim = request.claim();
      switch (request.kind()) {
        case ADMIT -> {
          if (ledger.admit(claim) instanceof Verdict.Admitted) {
            held.put(claim.job(), claim);
          }
        }
        case RELEASE -> {
          ledger.release(claim.job());
          held.remove(claim.job());
        }
        case RESERVE ->
            reserved.merge(request.queue(), ledger.reserve(request.queue(), 2), Integer::sum);
        case GIVE_BACK -> {
          if (reserved.getOrDefault(request.queue(), 0) > 0) {
            ledger.giveBack(request.queue(), 1);
            reserved.merge(request.queue(), -1, Integer::sum);
          }
        }
      }
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
  }

  @Property
  void never_more_is_held_than_the_limits_allow_and_no_more_reserved_than_is_free(
      @ForAll("requests") List<Request> requests) {
    var book = new Book();
    for (var request : requests) {
      var before = book.reservedOf(request.queue());
      book.take(request);
      for (var queue : List.of(SlotLedgerTest.QUEUE, SlotLedgerTest.OTHER)) {
        assertThat(book.heldOf(queue)).isLessThanOrEqualTo(QUEUE_LIMIT);
        assertThat(book.heldOfClass(queue)).isLessThanOrEqualTo(CLASS_LIMIT);
        assertThat(book.ledger.running(queue)).isEqualTo((int) book.heldOf(queue));
      }
      assertThat(book.held.size()).isLessThanOrEqualTo(OPERATOR_LIMIT);
      if (book.reservedOf(request.queue()) > before) {
        assertThat(book.heldOf(request.queue()) + book.reservedOf(request.queue()))
            .isLessThanOrEqualTo(QUEUE_LIMIT);
        assertThat(
                book.held.size()
                    + book.reservedOf(SlotLedgerTest.QUEUE)
                    + book.reservedOf(SlotLedgerTest.OTHER))
            .isLessThanOrEqualTo(OPERATOR_LIMIT);
      }
    }
  }

  @Property
  void once_all_is_given_back_everybody_gets_a_turn_by_being_woken(
      @ForAll("requests") List<Request> requests) {
    var book = new Book();
    requests.forEach(book::take);
    for (var queue : List.of(SlotLedgerTest.QUEUE, SlotLedgerTest.OTHER)) {
      book.ledger.giveBack(queue, book.reservedOf(queue));
    }
    var known = new HashMap<JobKey, Claim>();
    requests.forEach(request -> known.put(request.claim().job(), request.claim()));

    var left = true;
    while (left) {
      List.copyOf(book.held.keySet()).forEach(job -> release(book, job));
      var asked = List.copyOf(book.woken);
      book.woken.clear();
      asked.forEach(job -> book.take(new Request(Kind.ADMIT, number(job))));
      left = !book.held.isEmpty() || !book.woken.isEmpty();
    }

    assertThat(book.ledger.waiting(SlotLedgerTest.QUEUE)).isZero();
    assertThat(book.ledger.waiting(SlotLedgerTest.OTHER)).isZero();
  }

  private static void release(Book book, JobKey job) {
    book.ledger.release(job);
    book.held.remove(job);
  }

  private static int number(JobKey job) {
    return Integer.parseInt(job.name().substring("job-".length()));
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Combinators.combine(Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 11))
        .as(Request::new)
        .list()
        .ofMaxSize(60);
  }
}
