package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the gap is an hour, a test that waited for its end would not end. */
@Timeout(60)
class SharedCallsTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final SharedCalls.Room TEN_OF_ANY_SIZE =
      new SharedCalls.Room(10, Integer.MAX_VALUE);

  private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<String>> made = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private UnaryOperator<String> queue = item -> "done " + item;

  @AfterEach
  void stop() {
    askers.shutdownNow();
  }

  private SharedCalls<String, String, String> calls(SharedCalls.Room room, Duration gap) {
    return new SharedCalls<>(this::make, room, this::bytes, gap);
  }

  private List<String> make(String key, List<String> items) {
    made.add(items);
    return items.stream().map(queue).toList();
  }

  /** Is asked once an item has its place. */
  private int bytes(String item) {
    waiting.incrementAndGet();
    return item.length();
  }

  private Future<String> ask(SharedCalls<String, String, String> calls, String item) {
    Callable<String> asking = () -> calls.ask("uploads", item);
    var before = waiting.get();
    var asked = askers.submit(asking);
    await().until(() -> waiting.get() > before);
    return asked;
  }

  private List<Future<String>> askAll(SharedCalls<String, String, String> calls, int from, int to) {
    var asked = new ArrayList<Future<String>>();
    IntStream.range(from, to).forEach(number -> asked.add(ask(calls, "item-" + number)));
    return asked;
  }

  @Test
  void who_comes_after_a_quiet_moment_is_served_at_once() throws Exception {
    var calls = calls(TEN_OF_ANY_SIZE, AN_HOUR);

    assertThat(calls.ask("uploads", "first")).isEqualTo("done first");
    assertThat(calls.ask("trailers", "first")).as("another queue").isEqualTo("done first");
  }

  @Test
  void those_who_come_soon_after_share_a_call_that_is_made_when_it_is_full() throws Exception {
    var calls = calls(TEN_OF_ANY_SIZE, AN_HOUR);
    var _ = calls.ask("uploads", "first");

    var shared = askAll(calls, 0, 9);
    assertThat(made).hasSize(1);
    shared.addAll(askAll(calls, 9, 10));

    for (var number = 0; number < 10; number++) {
      assertThat(shared.get(number).get()).isEqualTo("done item-" + number);
    }
    assertThat(made).hasSize(2);
    assertThat(made.getLast()).hasSize(10);
  }

  @Test
  void a_call_that_is_not_full_is_made_when_the_gap_is_over() throws Exception {
    var calls = calls(TEN_OF_ANY_SIZE, Duration.ofMillis(200));
    var _ = calls.ask("uploads", "first");

    assertThat(calls.ask("uploads", "second")).isEqualTo("done second");
  }

  @Test
  void without_a_gap_each_goes_at_once() throws Exception {
    var calls = calls(TEN_OF_ANY_SIZE, Duration.ZERO);

    assertThat(calls.ask("uploads", "first")).isEqualTo("done first");
    assertThat(calls.ask("uploads", "second")).isEqualTo("done second");
    assertThat(made).hasSize(2);
  }

  @Test
  void what_has_no_room_goes_with_the_next_call_and_what_is_too_large_goes_alone()
      throws Exception {
    var calls = calls(new SharedCalls.Room(10, 20), AN_HOUR);
    var _ = calls.ask("uploads", "first");

    var eight = ask(calls, "x".repeat(8));
    var twelve = ask(calls, "y".repeat(12));
    var one = ask(calls, "z");
    assertThat(eight.get()).startsWith("done x");
    assertThat(twelve.get()).startsWith("done y");

    var huge = ask(calls, "h".repeat(21));
    assertThat(one.get()).isEqualTo("done z");
    var _ = ask(calls, "small");
    assertThat(huge.get()).startsWith("done h");
    assertThat(made).hasSize(4);
  }

  @Test
  void what_becomes_of_an_item_concerns_no_other() throws Exception {
    var calls = calls(new SharedCalls.Room(2, Integer.MAX_VALUE), AN_HOUR);
    var _ = calls.ask("uploads", "first");
    queue = item -> item.equals("item-0") ? "refused" : "done " + item;

    var both = askAll(calls, 0, 2);

    assertThat(both.get(0).get()).isEqualTo("refused");
    assertThat(both.get(1).get()).isEqualTo("done item-1");
  }

  @Test
  void an_exception_of_the_call_goes_to_all_who_share_it_and_to_nobody_else() throws Exception {
    var calls = calls(new SharedCalls.Room(2, Integer.MAX_VALUE), AN_HOUR);
    var _ = calls.ask("uploads", "first");
    queue =
        _ -> {
          throw new IllegalArgumentException("no such queue");
        };

    for (var asked : askAll(calls, 0, 2)) {
      assertThatThrownBy(asked::get)
          .hasRootCauseExactlyInstanceOf(IllegalArgumentException.class)
          .hasRootCauseMessage("no such queue");
    }

    queue = item -> "done " + item;
    for (var asked : askAll(calls, 2, 4)) {
      assertThat(asked.get()).startsWith("done");
    }
  }

  @Test
  void who_is_interrupted_while_it_gathers_makes_the_call_for_the_others() throws Exception {
    var calls = calls(TEN_OF_ANY_SIZE, AN_HOUR);
    var _ = calls.ask("uploads", "first");
    var leads = ask(calls, "leads");
    var shares = ask(calls, "shares");

    assertThat(leads.cancel(true)).isTrue();

    assertThat(shares.get()).isEqualTo("done shares");
    assertThat(made.getLast()).containsExactly("leads", "shares");
  }
}
