package dev.videojob.operator.redrive;

import static dev.videojob.operator.redrive.RedriveWorld.DEAD;
import static dev.videojob.operator.redrive.RedriveWorld.NAMESPACE;
import static dev.videojob.operator.redrive.RedriveWorld.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecBuilder;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecSelectorBuilder;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatusBuilder;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.operator.Moments;
import dev.videojob.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedriveStepsTest {
  private final RedriveWorld world = new RedriveWorld();

  private static ALetter[] letters(int count, String what) {
    return IntStream.range(0, count)
        .mapToObj(number -> ALetter.of(what + "-" + number))
        .toArray(ALetter[]::new);
  }

  private static ALetter[] hopeless(int count) {
    return Stream.of(letters(count, "hopeless"))
        .map(letter -> letter.failed("Permanent", "InvalidInput"))
        .toArray(ALetter[]::new);
  }

  private static List<String> ids(ALetter... letters) {
    return Stream.of(letters).map(ALetter::id).toList();
  }

  private static DeadLetterRedriveSpecBuilder transientOnly(DeadLetterRedriveSpecBuilder spec) {
    return spec.maxPerSecond(100)
        .selector(
            DeadLetterRedriveSpecSelectorBuilder.builder()
                .failureClass(FailureClass.TRANSIENT)
                .build());
  }

  private void run(UnaryOperator<DeadLetterRedriveSpecBuilder> spec) {
    world.wants(spec).runToTheEnd(world.operator());
  }

  private String condition(String type) {
    return world.status().conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(Condition::getStatus)
        .findFirst()
        .orElse("");
  }

  private void assertCounts(long examined, long matched, long redriven) {
    assertThat(world.status().examined()).as("examined").isEqualTo(examined);
    assertThat(world.status().matched()).as("matched").isEqualTo(matched);
    assertThat(world.status().redriven()).as("redriven").isEqualTo(redriven);
    assertThat(world.status().moving()).isEmpty();
  }

  @Test
  void letters_that_match_return_as_they_are_and_the_others_are_let_go() {
    var good = letters(25, "good");
    world.lies(good).lies(hopeless(13));

    run(RedriveStepsTest::transientOnly);

    assertThat(world.returnedIds()).containsExactlyInAnyOrderElementsOf(ids(good));
    assertThat(world.returned.getFirst().attributes())
        .isEqualTo(good[0].attributes())
        .containsKey("VideoJobDeadLetter");
    assertThat(world.lying()).hasSize(13);
    assertThat(world.visible()).isEqualTo(13);
    assertCounts(38, 25, 25);
    assertThat(world.status().state()).isEqualTo(RedriveState.COMPLETE);
    assertThat(world.status().observedGeneration()).isEqualTo(1);
    assertThat(world.status().message())
        .isEqualTo("25 of 38 letters were returned to their queue.");
    assertThat(condition(Conditions.COMPLETE)).isEqualTo("True");
    assertThat(world.status().samples())
        .hasSize(10)
        .contains("uploads/good-0.mp4 (InputOutputError)");
    assertThat(world.news).containsExactly("Started", "Complete");
  }

  @Test
  void a_dry_run_counts_and_moves_nothing() {
    world.lies(letters(12, "good")).lies(hopeless(3));

    run(spec -> transientOnly(spec).dryRun(true));

    assertThat(world.returned).isEmpty();
    assertThat(world.visible()).isEqualTo(15);
    assertCounts(15, 12, 0);
    assertThat(world.status().samples()).hasSize(10);
    assertThat(world.status().message()).startsWith("12 of 15 letters match; nothing was moved");
  }

  @Test
  void a_selector_that_matches_nothing_says_what_excluded_them() {
    world.lies(hopeless(3)).lies(ALetter.of("new").diedAt(Moments.NOW.plusSeconds(60)));

    run(RedriveStepsTest::transientOnly);

    assertCounts(4, 0, 0);
    assertThat(world.status().state()).isEqualTo(RedriveState.COMPLETE);
    assertThat(world.status().message())
        .isEqualTo(
            "Nothing of 4 letters matched; they were excluded by: died after the redrive began (1),"
                + " failureClass (3).");
  }

  @Test
  void an_empty_queue_is_said_to_be_empty() {
    run(spec -> spec);

    assertThat(world.status().message()).isEqualTo("There is no letter in the dead-letter queue.");
    assertCounts(0, 0, 0);
  }

  @Test
  void a_letter_that_fails_again_is_not_returned_in_circles() {
    var first = ALetter.of("clip");
    world.lies(first).wants(spec -> spec);
    var operator = world.operator();
    while (world.returned.isEmpty()) {
      world.step(operator);
    }
    world.lies(ALetter.of("clip-again").diedAt(world.clock.instant()));

    world.runToTheEnd(operator);

    assertThat(world.returnedIds()).containsExactly(first.id());
    assertCounts(2, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 9, 10, 11, 25, 30, 31})
  void no_more_than_the_most_return(long most) {
    world.lies(letters(30, "good")).lies(hopeless(5));

    run(spec -> transientOnly(spec).maxMessages(most));

    assertThat(world.returned).hasSize((int) Math.min(most, 30));
    assertThat(world.status().redriven()).isEqualTo(Math.min(most, 30));
    assertThat(world.visible()).isEqualTo(35 - Math.min(most, 30));
    assertThat(world.status().state()).isEqualTo(RedriveState.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 25})
  void no_second_has_more_than_its_share(int perSecond) {
    world.lies(letters(40, "good"));

    run(spec -> spec.maxPerSecond(perSecond));

    var times = world.returned.stream().map(RedriveWorld.Returned::at).toList();
    assertThat(times).hasSize(40);
    for (var i = perSecond; i < times.size(); i++) {
      assertThat(Duration.between(times.get(i - perSecond), times.get(i)))
          .as("from letter %d to %d", i - perSecond, i)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  private static void prepare(RedriveWorld world) {
    world.lies(letters(13, "good")).lies(hopeless(4));
    world.wants(spec -> transientOnly(spec).maxMessages(12L));
  }

  private static int callsOfOneRun() {
    var world = new RedriveWorld();
    prepare(world);
    world.runToTheEnd(world.operator());
    return world.calls();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whichever_call_the_operator_dies_at_another_goes_on_and_the_counts_are_exact(
      boolean afterEffect) {
    for (var call = 0; call < callsOfOneRun(); call++) {
      var mortal = new RedriveWorld();
      prepare(mortal);
      mortal.killAt(call, afterEffect);

      mortal.runWithSuccessors();

      assertNothingIsLost(mortal, "death at call " + call);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whichever_call_fails_the_same_operator_goes_on_and_the_counts_are_exact(
      boolean afterEffect) {
    for (var call = 0; call < callsOfOneRun(); call++) {
      var faulty = new RedriveWorld();
      prepare(faulty);
      faulty.failAt(call, afterEffect);

      faulty.runToTheEnd(faulty.operator());

      assertNothingIsLost(faulty, "fault at call " + call);
    }
  }

  /** Every letter is in one place: returned, perhaps by copies, or where it was. */
  private static void assertNothingIsLost(RedriveWorld world, String when) {
    world.clock.pass(DeadLetterBox.HOLD);
    var returned = Set.copyOf(world.returnedIds());
    assertThat(returned).as(when).hasSize(12);
    assertThat(world.lying()).as(when).hasSize(5).doesNotContainAnyElementsOf(returned);
    assertThat(world.visible()).as(when).isEqualTo(5);
    assertThat(world.status().redriven()).as(when).isEqualTo(12);
    assertThat(world.status().moving()).as(when).isEmpty();
    assertThat(world.status().state()).as(when).isEqualTo(RedriveState.COMPLETE);
  }

  @Test
  void a_whole_scan_that_dies_anywhere_counts_everything_once() {
    for (var call = 0; call < 60; call++) {
      var mortal = new RedriveWorld();
      mortal.lies(letters(7, "good")).lies(hopeless(6));
      mortal.wants(RedriveStepsTest::transientOnly);
      mortal.killAt(call, call % 2 == 0);

      mortal.runWithSuccessors();

      assertThat(mortal.status().examined()).as("death at call %d", call).isEqualTo(13);
      assertThat(mortal.status().matched()).as("death at call %d", call).isEqualTo(7);
      assertThat(mortal.status().redriven()).as("death at call %d", call).isEqualTo(7);
      assertThat(mortal.lying()).as("death at call %d", call).hasSize(6);
    }
  }

  @Test
  void an_operator_that_dies_again_and_again_loses_and_miscounts_nothing() {
    prepare(world);
    var operator = world.operator();
    for (var death = 0; death < 200 && !world.status().ended(); death++) {
      world.killAt(death % 23, death % 3 == 0);
      try {
        world.runToTheEnd(operator);
      } catch (RedriveWorld.Crash crash) {
        operator = world.operator();
      }
    }
    world.killAt(-1, false);
    world.runToTheEnd(world.operator());

    assertNothingIsLost(world, "many deaths");
  }

  @Test
  void a_letter_that_the_queue_gives_out_once_more_is_deleted_and_not_counted_again() {
    var letter = ALetter.of("clip");
    world.lies(letter).wants(spec -> spec);
    var operator = world.operator();
    while (world.returned.isEmpty()) {
      world.step(operator);
    }
    world.comesOnceMore(letter);

    world.runToTheEnd(operator);

    assertThat(world.returnedIds()).containsExactly(letter.id());
    assertThat(world.lying()).isEmpty();
    assertCounts(1, 1, 1);
  }

  @Test
  void two_operators_at_once_return_everything_and_count_it_once() {
    prepare(world);
    var one = world.operator();
    var other = world.operator();
    var going = List.of(one, other);
    for (var turn = 0; turn < 5000 && !world.status().ended(); turn++) {
      var _ = going.get(turn % 2).step(NAMESPACE, "again");
      world.clock.pass(Duration.ofMillis(500));
    }
    world.runToTheEnd(one);
    world.runToTheEnd(other);

    assertNothingIsLost(world, "two operators");
  }

  @Test
  void a_status_that_another_has_moved_on_is_not_overwritten() {
    world.lies(letters(3, "good")).wants(spec -> spec);
    var operator = world.operator();
    world.step(operator);
    world.meanwhile(
        () -> {
          var other = world.operator();
          world.runToTheEnd(other);
        });

    world.runToTheEnd(operator);

    assertCounts(3, 3, 3);
    assertThat(new HashSet<>(world.returnedIds())).hasSize(3);
  }

  @Test
  void a_source_that_refuses_is_said_and_tried_again_and_nothing_is_deleted() {
    var letters = letters(3, "good");
    world.lies(letters).wants(spec -> spec);
    world.sourceRefuses("AccessDenied");
    var operator = world.operator();
    for (var step = 0; step < 12; step++) {
      world.step(operator);
    }

    assertThat(world.lying()).hasSize(3);
    assertThat(condition(Conditions.STALLED)).isEqualTo("True");
    assertThat(world.status().message()).contains("AccessDenied");
    assertThat(world.news).containsOnlyOnce("QueueFailing");

    world.sourceRefuses(null);
    world.runToTheEnd(operator);

    assertThat(condition(Conditions.STALLED)).isEmpty();
    assertThat(new HashSet<>(world.returnedIds())).hasSameElementsAs(ids(letters));
    assertCounts(3, 3, 3);
  }

  @Test
  void a_letter_that_alone_is_refused_does_not_keep_the_others() {
    var letters = letters(30, "good");
    world.lies(letters).wants(spec -> spec.maxPerSecond(100));
    world.sourceRefusesOnly(letters[4]);
    var operator = world.operator();
    for (var step = 0; step < 60; step++) {
      world.step(operator);
    }

    assertThat(world.returnedIds()).hasSize(29);
    assertThat(world.lying()).containsExactly(letters[4].id());
    assertThat(world.status().redriven()).isEqualTo(29);
    assertThat(world.status().ended()).isFalse();
    assertThat(condition(Conditions.STALLED)).isEqualTo("True");
  }

  @Test
  void deletions_that_are_refused_send_no_copy_while_the_operator_lives() {
    var letters = letters(3, "good");
    world.lies(letters).wants(spec -> spec);
    world.deletionsAreRefused(true);
    var operator = world.operator();
    for (var step = 0; step < 40; step++) {
      world.step(operator);
    }
    assertThat(world.returned).hasSize(3);
    assertThat(world.status().redriven()).isZero();
    assertThat(world.status().moving()).hasSize(3);

    world.deletionsAreRefused(false);
    world.runToTheEnd(operator);

    assertThat(world.returned).hasSize(3);
    assertCounts(3, 3, 3);
  }

  @Test
  void a_dead_letter_queue_that_does_not_answer_is_asked_ever_more_rarely() {
    world.lies(letters(1, "good")).wants(spec -> spec);
    world.deadLettersRefuse("The queue does not exist.");
    var operator = world.operator();
    world.step(operator);
    var waits = new ArrayList<Duration>();
    for (var step = 0; step < 9; step++) {
      var wait = operator.step(NAMESPACE, "again").orElseThrow();
      waits.add(wait);
      world.clock.pass(wait);
    }
    assertThat(waits)
        .isSorted()
        .startsWith(RedriveSteps.FIRST_PAUSE)
        .endsWith(RedriveSteps.LONGEST_PAUSE);
    assertThat(world.status().message()).isEqualTo("The queue does not exist.");
    assertThat(operator.step(NAMESPACE, "again"))
        .as("a step that comes early waits as long")
        .isPresent();

    world.deadLettersRefuse(null);
    world.runToTheEnd(operator);

    assertCounts(1, 1, 1);
  }

  @Test
  void a_letter_that_somebody_else_holds_is_waited_for() {
    var letters = letters(3, "good");
    world.lies(letters);
    world.isHeldElsewhere(letters[1], Duration.ofMinutes(3));

    run(spec -> spec);

    assertCounts(3, 3, 3);
  }

  @Test
  void but_not_for_ever() {
    var letters = letters(3, "good");
    world.lies(letters);
    world.isHeldElsewhere(letters[1], Duration.ofHours(2));
    var began = world.clock.instant();

    run(spec -> spec);

    assertCounts(2, 2, 2);
    assertThat(Duration.between(began, world.clock.instant())).isLessThan(Duration.ofMinutes(6));
    assertThat(world.status().message()).contains("About 1 more were not given out");
    assertThat(world.lying()).containsExactly(letters[1].id());
  }

  @Test
  void time_in_which_nobody_looks_does_not_count_as_waiting() {
    var letter = ALetter.of("good");
    world.lies(letter).wants(spec -> spec);
    var operator = world.operator();
    world.sourceRefuses("is away");
    while (world.status().moving().isEmpty()) {
      world.step(operator);
    }
    world.clock.pass(DeadLetterBox.HOLD);
    world.isHeldElsewhere(letter, Duration.ofMinutes(1));
    world.sourceRefuses(null);
    while (!String.valueOf(world.status().message()).contains("somebody else holds")) {
      world.step(operator);
    }

    world.clock.pass(Duration.ofMinutes(20));
    world.isHeldElsewhere(letter, Duration.ofMinutes(1));
    world.runToTheEnd(operator);

    assertThat(world.returnedIds()).containsExactly(letter.id());
    assertCounts(1, 1, 1);
  }

  @Test
  void letters_that_stay_and_lapse_during_a_slow_redrive_are_counted_once() {
    world.lies(hopeless(20)).lies(letters(200, "good"));

    run(spec -> transientOnly(spec).maxPerSecond(1));

    assertCounts(220, 200, 200);
    assertThat(world.visible()).isEqualTo(20);
  }

  @Test
  void more_letters_than_are_held_at_once_come_to_an_end() {
    world.lies(hopeless(Scan.HELD_AT_MOST + 500)).lies(letters(5, "good"));

    run(RedriveStepsTest::transientOnly);

    assertCounts(Scan.HELD_AT_MOST + 505, 5, 5);
    assertThat(world.status().state()).isEqualTo(RedriveState.COMPLETE);
  }

  @Test
  void a_redrive_that_is_deleted_lets_go_what_it_held() {
    world.lies(hopeless(20)).wants(RedriveStepsTest::transientOnly);
    var operator = world.operator();
    while (world.visible() > 5) {
      world.step(operator);
    }

    world.deleteRedrive();

    assertThat(world.step(operator)).isFalse();
    assertThat(world.visible()).isEqualTo(20);
  }

  @Test
  void a_redrive_that_has_ended_is_not_touched_again() {
    world.lies(letters(1, "good"));
    run(spec -> spec);
    var ended = world.status();
    world.lies(letters(1, "later"));

    world.runToTheEnd(world.operator());

    assertThat(world.status()).isEqualTo(ended);
    assertThat(world.returned).hasSize(1);
  }

  @Test
  void a_queue_that_is_missing_is_waited_for() {
    world.lies(letters(2, "good")).wants(spec -> spec);
    world.hasQueue(null);
    var operator = world.operator();
    world.step(operator);
    world.step(operator);

    assertThat(world.status().state()).isEqualTo(RedriveState.WAITING);
    assertThat(world.status().message()).contains("uploads", "spec.queueRef", "create it");
    assertThat(condition(Conditions.COMPLETE)).isEqualTo("False");

    world.hasQueue(RedriveWorld.queue(SOURCE, DEAD));
    world.runToTheEnd(operator);

    assertCounts(2, 2, 2);
  }

  @Test
  void a_queue_without_sqs_or_without_dead_letters_fails_with_the_field_and_the_remedy() {
    world.hasQueue(RedriveWorld.queue(null));
    run(spec -> spec);
    assertFailed("NoSourceQueue", "has no spec.sqs");

    world.hasQueue(RedriveWorld.queue(SOURCE, null));
    run(spec -> spec);
    assertFailed("NoDeadLetterQueue", "spec.sqs.deadLetterQueueUrl; set it and create another");

    world.hasQueue(RedriveWorld.queue(SOURCE, SOURCE));
    run(spec -> spec);
    assertFailed("SameQueue", "name a queue of its own");
  }

  private void assertFailed(String reason, String words) {
    assertThat(world.status().state()).isEqualTo(RedriveState.FAILED);
    assertThat(world.status().message()).contains(words);
    assertThat(world.status().conditions())
        .singleElement()
        .satisfies(condition -> assertThat(condition.getType()).isEqualTo(Conditions.FAILED))
        .satisfies(condition -> assertThat(condition.getReason()).isEqualTo(reason))
        .satisfies(condition -> assertThat(condition.getStatus()).isEqualTo("True"));
    assertThat(world.news).endsWith(reason);
  }

  @Test
  void another_dead_letter_queue_in_the_middle_ends_it() {
    world.lies(letters(2, "good")).wants(spec -> spec);
    var operator = world.operator();
    world.step(operator);
    world.hasQueue(RedriveWorld.queue(SOURCE, DEAD + "-2"));

    world.runToTheEnd(operator);

    assertFailed("DeadLetterQueueChanged", "create another");
    assertThat(world.returned).isEmpty();
  }

  @Test
  void more_than_may_be_on_their_way_are_counted_before_others_follow() {
    var letters = letters(5, "good");
    world.lies(letters).wants(spec -> spec);
    var operator = world.operator();
    world.step(operator);
    var gone = IntStream.range(0, 1000).mapToObj(number -> "gone-" + number).toList();
    world.replaceStatus(
        DeadLetterRedriveStatusBuilder.builder(world.status()).moving(gone).build());

    world.runToTheEnd(operator);

    assertThat(world.returnedIds()).containsExactlyInAnyOrderElementsOf(ids(letters));
    assertThat(world.status().redriven()).isEqualTo(1005);
    assertThat(world.status().moving()).isEmpty();
  }
}
