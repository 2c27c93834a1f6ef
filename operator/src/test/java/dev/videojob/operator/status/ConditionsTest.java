package dev.videojob.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.operator.Moments;
import dev.videojob.operator.status.Conditions.Said;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant THEN = Moments.NOW;
  private static final Instant LATER = THEN.plusSeconds(60);

  private static List<Condition> after(List<Condition> conditions, Said said, Instant when) {
    return Conditions.with(conditions, said, 3, when);
  }

  @Test
  void a_condition_says_everything_that_kstatus_reads() {
    assertThat(after(List.of(), Said.no("Ready", "Suspended", "It is."), THEN))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getType()).isEqualTo("Ready");
              assertThat(condition.getStatus()).isEqualTo("False");
              assertThat(condition.getReason()).isEqualTo("Suspended");
              assertThat(condition.getMessage()).isEqualTo("It is.");
              assertThat(condition.getObservedGeneration()).isEqualTo(3);
              assertThat(condition.getLastTransitionTime()).isEqualTo(THEN.toString());
            });
  }

  @Test
  void the_transition_time_stays_while_the_status_does() {
    var before = after(List.of(), Said.yes("Ready", "Receiving", "Fine."), THEN);

    assertThat(after(before, Said.yes("Ready", "Draining", "Still fine."), LATER))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getReason()).isEqualTo("Draining");
              assertThat(condition.getLastTransitionTime()).isEqualTo(THEN.toString());
            });
  }

  @Test
  void the_transition_time_moves_with_the_status() {
    var before = after(List.of(), Said.yes("Ready", "Receiving", "Fine."), THEN);

    assertThat(after(before, Said.no("Ready", "SourceFailing", "Oh."), LATER))
        .singleElement()
        .extracting(Condition::getLastTransitionTime)
        .isEqualTo(LATER.toString());
  }

  @Test
  void there_is_one_condition_of_a_type_and_the_others_are_left_alone() {
    var ready = after(List.of(), Said.yes("Ready", "Receiving", "Fine."), THEN);
    var both = after(ready, Said.yes("Stalled", "NameTaken", "Rename it."), THEN);

    var changed = after(both, Said.no("Ready", "Suspended", "It is."), LATER);

    assertThat(changed)
        .extracting(Condition::getType)
        .containsExactlyInAnyOrder("Stalled", "Ready");
    assertThat(Conditions.isTrue(changed, "Stalled")).isTrue();
    assertThat(Conditions.isTrue(changed, "Ready")).isFalse();
    assertThat(Conditions.isTrue(changed, "Complete")).isFalse();
  }

  @Test
  void a_condition_keeps_its_place_so_that_saying_it_again_changes_nothing() {
    var ready = after(List.of(), Said.yes("Ready", "Receiving", "Fine."), THEN);
    var both = after(ready, Said.yes("Stalled", "NameTaken", "Rename it."), THEN);

    assertThat(after(both, Said.yes("Ready", "Receiving", "Fine."), LATER)).isEqualTo(both);
  }

  @Test
  void a_condition_can_be_taken_back() {
    var ready = after(List.of(), Said.yes("Ready", "Receiving", "Fine."), THEN);

    assertThat(Conditions.without(ready, "Ready")).isEmpty();
    assertThat(Conditions.without(ready, "Stalled")).isEqualTo(ready);
  }
}
