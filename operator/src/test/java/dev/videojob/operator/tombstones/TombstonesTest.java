package dev.videojob.operator.tombstones;

import static dev.videojob.operator.tombstones.SegmentsInMemory.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.FinishedWorkSpecBuilder;
import dev.videojob.operator.Moments;
import dev.videojob.operator.tombstones.SegmentStore.KindUnknown;
import dev.videojob.operator.tombstones.SegmentStore.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TombstonesTest {
  private static final int CAPACITY = 4;

  private final Moments clock = new Moments();
  private final SegmentsInMemory segments = new SegmentsInMemory();

  private Tombstones lead() {
    return segments.tombstones(clock, CAPACITY);
  }

  private static TombstoneKey key(int number) {
    return TombstoneKey.ofWork("media", "work-" + number);
  }

  private static Tombstone tombstone(int number) {
    return new Tombstone(key(number), null);
  }

  private static void record(Tombstones tombstones, int... numbers) {
    tombstones.record(IntStream.of(numbers).mapToObj(TombstonesTest::tombstone).toList());
  }

  private static List<Integer> known(Tombstones tombstones) {
    return IntStream.range(0, 40)
        .filter(number -> tombstones.contain(key(number)))
        .boxed()
        .toList();
  }

  @Test
  void what_is_recorded_is_known_to_whoever_leads_next() {
    var first = lead();
    record(first, 1, 2);

    assertThat(known(first)).containsExactly(1, 2);
    assertThat(known(lead())).containsExactly(1, 2);
  }

  @Test
  void tombstones_that_come_together_are_one_write_and_known_ones_none() {
    var tombstones = lead();
    var before = segments.writes();

    record(tombstones, 1, 2, 3);
    record(tombstones, 1, 2, 3);

    assertThat(segments.writes()).isEqualTo(before + 1);
  }

  @Test
  void a_full_segment_is_closed_and_the_next_one_follows() {
    var tombstones = lead();

    record(tombstones, 1, 2, 3);
    record(tombstones, 4, 5, 6, 7, 8, 9);

    assertThat(segments.names())
        .containsExactly(OWNER + "-00000001", OWNER + "-00000002", OWNER + "-00000003");
    assertThat(segments.counts()).containsExactly(4, 4, 1);
    assertThat(segments.get(OWNER + "-00000001").getSpec().closed()).isTrue();
    assertThat(segments.get(OWNER + "-00000003").getSpec().closed()).isFalse();
    assertThat(known(lead())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whichever_call_fails_repeating_records_everything_once(boolean afterEffect) {
    for (var call = 0; call < callsOfALife(); call++) {
      var test = new TombstonesTest();
      test.segments.failAt(call, afterEffect);

      test.live();

      var next = test.lead();
      assertThat(known(next)).as("call %d", call).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(test.segments.counts().stream().mapToInt(Integer::intValue).sum())
          .as("call %d", call)
          .isEqualTo(6);
    }
  }

  private static int callsOfALife() {
    var test = new TombstonesTest();
    test.live();
    return test.segments.calls();
  }

  private void live() {
    var tombstones = segments.unread(clock, CAPACITY);
    repeat(tombstones::takeOver);
    repeat(() -> record(tombstones, 1, 2, 3));
    repeat(() -> record(tombstones, 4, 5));
    repeat(() -> record(tombstones, 6));
  }

  private static void repeat(Runnable step) {
    try {
      step.run();
    } catch (Unavailable e) {
      step.run();
    }
  }

  @Test
  void whoever_was_followed_neither_records_nor_answers_and_never_takes_over_again() {
    var paused = lead();
    record(paused, 1);
    var leader = lead();

    assertThatThrownBy(() -> record(paused, 2)).isInstanceOf(Tombstones.Superseded.class);

    assertThat(paused.superseded()).isTrue();
    assertThatThrownBy(() -> paused.contain(key(1))).isInstanceOf(Tombstones.Superseded.class);
    assertThatThrownBy(paused::takeOver).isInstanceOf(Tombstones.Superseded.class);
    assertThatThrownBy(() -> record(paused, 1)).isInstanceOf(Tombstones.Superseded.class);
    record(leader, 3);
    assertThat(known(lead())).containsExactly(1, 3);
  }

  /** With none recorded the newest segment is open, with as many as fit it is closed. */
  @ParameterizedTest
  @ValueSource(ints = {0, CAPACITY})
  void whoever_stood_still_does_not_answer_for_those_who_followed(int recorded) {
    var sleeper = lead();
    record(sleeper, IntStream.range(10, 10 + recorded).toArray());
    assertThat(sleeper.contain(key(1))).isFalse();
    var follower = lead();
    record(follower, 1);

    clock.pass(Tombstones.TRUSTED);

    assertThatThrownBy(() -> sleeper.contain(key(1))).isInstanceOf(Tombstones.Superseded.class);
    assertThat(sleeper.superseded()).isTrue();
    assertThat(follower.contain(key(1))).isTrue();
  }

  @Test
  void who_leads_on_looks_once_in_a_while_and_only_when_asked() {
    var tombstones = lead();
    record(tombstones, 1);
    var before = segments.calls();

    clock.pass(Tombstones.TRUSTED.multipliedBy(10));
    assertThat(segments.calls()).isEqualTo(before);
    for (var i = 0; i < 100; i++) {
      assertThat(tombstones.contain(key(1))).isTrue();
    }

    assertThat(segments.calls()).isEqualTo(before + 1);
  }

  @Test
  void who_cannot_see_that_it_leads_does_not_answer() {
    var tombstones = lead();
    record(tombstones, 1);
    clock.pass(Tombstones.TRUSTED);
    segments.failAt(0, false);

    assertThatThrownBy(() -> tombstones.contain(key(1))).isInstanceOf(Unavailable.class);
    assertThat(tombstones.contain(key(1))).isTrue();
  }

  /** The newest segment is full or closed at that moment: its successor decides who holds. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 8})
  void whoever_was_followed_does_not_open_the_next_segment(int recorded) {
    var paused = lead();
    record(paused, IntStream.range(0, recorded).toArray());
    var leader = lead();

    assertThatThrownBy(() -> record(paused, 20, 21, 22, 23, 24))
        .isInstanceOf(Tombstones.Superseded.class);
    record(leader, 30);

    assertThat(known(lead())).hasSize(recorded + 1).contains(30).doesNotContain(20);
  }

  @Test
  void what_another_records_while_segments_are_taken_over_is_read_too() {
    var before = lead();
    record(before, 1);
    var next = segments.unread(clock, CAPACITY);
    segments.beforeNextCall(() -> segments.beforeNextCall(() -> record(before, 2)));

    next.takeOver();

    assertThat(known(next)).containsExactly(1, 2);
    assertThatThrownBy(() -> record(before, 3)).isInstanceOf(Tombstones.Superseded.class);
  }

  @Test
  void a_refusal_is_told_to_whoever_records_and_nothing_is_known_of_it() {
    var tombstones = lead();
    segments.refuse("exceeded quota: objects");

    assertThatThrownBy(() -> record(tombstones, 1))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("exceeded quota");
    assertThat(tombstones.contain(key(1))).isFalse();

    segments.acceptAgain();
    record(tombstones, 1);
    assertThat(known(tombstones)).containsExactly(1);
  }

  @Test
  void before_segments_are_read_nothing_is_answered_or_recorded() {
    var tombstones = segments.unread();

    assertThatThrownBy(() -> tombstones.contain(key(1))).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> record(tombstones, 1)).isInstanceOf(Unavailable.class);
    assertThat(segments.names()).isEmpty();
  }

  @Test
  void without_the_kind_nothing_was_ever_recorded_and_nothing_is_until_it_is_there() {
    segments.refuse(new KindUnknown(null));
    var tombstones = lead();
    assertThat(tombstones.contain(key(1))).isFalse();
    assertThatThrownBy(() -> record(tombstones, 1))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("k8s/crds.yaml");
    assertThatCode(tombstones::expire).doesNotThrowAnyException();

    segments.acceptAgain();
    record(tombstones, 1);

    assertThat(known(lead())).containsExactly(1);
  }

  @Test
  void a_segment_goes_when_its_last_tombstone_has_been_kept_long_enough() {
    var tombstones = lead();
    record(tombstones, 1, 2, 3, 4);
    record(tombstones, 5);
    clock.pass(SegmentsInMemory.TTL.minusSeconds(1));
    tombstones.expire();
    assertThat(tombstones.contain(key(1))).isTrue();

    clock.pass(Duration.ofSeconds(1));
    tombstones.expire();

    assertThat(known(tombstones)).doesNotContain(1, 2, 3, 4);
    assertThat(segments.names()).doesNotContain(OWNER + "-00000001");
    assertThat(known(lead())).doesNotContain(1, 2, 3, 4);
  }

  @Test
  void a_segment_that_fills_slowly_is_closed_after_a_tenth_of_the_time() {
    var tombstones = lead();
    record(tombstones, 1);
    clock.pass(SegmentsInMemory.TTL.dividedBy(10));
    tombstones.expire();
    record(tombstones, 2);

    assertThat(segments.counts()).containsExactly(1, 1);
    clock.pass(SegmentsInMemory.TTL.dividedBy(10).multipliedBy(9));
    tombstones.expire();
    assertThat(known(tombstones)).containsExactly(2);
  }

  @Test
  void the_newest_segment_stays_so_that_its_number_does_not_come_again() {
    var tombstones = lead();
    record(tombstones, 1);
    clock.pass(SegmentsInMemory.TTL.multipliedBy(2));

    tombstones.expire();
    tombstones.expire();

    assertThat(segments.names()).containsExactly(OWNER + "-00000001");
    record(lead(), 2);
    assertThat(segments.names()).contains(OWNER + "-00000002");
  }

  @Test
  void an_open_segment_that_somebody_deletes_is_written_anew() {
    var tombstones = lead();
    record(tombstones, 1);
    segments.remove(OWNER + "-00000001");

    record(tombstones, 2);

    assertThat(known(lead())).containsExactly(1, 2);
    assertThat(segments.counts()).containsExactly(2);
  }

  @Test
  void a_segment_that_somebody_has_broken_is_left_out_and_not_appended_to() {
    record(lead(), 1);
    var broken = segments.get(OWNER + "-00000001");
    broken.setSpec(FinishedWorkSpecBuilder.builder(broken.getSpec()).entries("?").build());
    segments.put(broken);

    var tombstones = lead();
    record(tombstones, 2);

    assertThat(known(tombstones)).containsExactly(2);
    assertThat(segments.get(OWNER + "-00000001").getSpec().entries()).isEqualTo("?");
    assertThat(known(lead())).containsExactly(2);
  }

  @Test
  void operators_of_other_names_have_segments_of_their_own() {
    var ours = lead();
    record(ours, 1);
    var other =
        new Tombstones(segments, OWNER + "-b", "process-b", SegmentsInMemory.TTL, CAPACITY, clock);
    other.takeOver();
    record(other, 2);

    assertThat(known(lead())).containsExactly(1);
    assertThat(known(other)).containsExactly(2);
  }

  @Test
  void recorders_at_the_same_time_share_writes() throws InterruptedException, ExecutionException {
    var tombstones = segments.tombstones(clock, 4096);
    var before = segments.writes();
    var underWay = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    segments.beforeNextCall(
        () -> {
          underWay.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> record(tombstones, 0));
      underWay.await();
      var others =
          IntStream.range(1, 30)
              .mapToObj(number -> threads.submit(() -> record(tombstones, number)))
              .toList();
      await().until(() -> tombstones.gathered() == 29);
      goOn.countDown();
      first.get();
      for (var other : others) {
        other.get();
      }
    }

    assertThat(known(tombstones)).hasSize(30);
    assertThat(segments.writes() - before).isEqualTo(2);
  }
}
