package dev.videojob.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Budgets;
import dev.videojob.operator.ALife;
import dev.videojob.operator.Agreement;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds of every life, whatever is seen on its way. */
class PlannerPropertiesTest {

  @Property
  void no_attempt_starts_while_one_lives(@ForAll @Size(max = 60) List<ALife.Turn> turns) {
    for (var step : ALife.under(Agreement.usual()).live(turns)) {
      if (step.decision() instanceof Decision.Start) {
        assertThat(Planner.liveAttempt(step.before())).isEmpty();
      }
    }
  }

  @Property
  void attempts_are_numbered_upwards_without_a_gap(@ForAll @Size(max = 60) List<ALife.Turn> turns) {
    var last = 0;
    for (var step : ALife.under(Agreement.usual()).live(turns)) {
      if (step.decision() instanceof Decision.Start start) {
        assertThat(start.number()).isEqualTo(last + 1);
        last = start.number();
      }
    }
  }

  @Property
  void no_more_attempts_are_spent_than_allowed(
      @ForAll @IntRange(min = 1, max = 6) int maxAttempts,
      @ForAll @IntRange(max = 4) int maxDisruptions,
      @ForAll @Size(max = 80) List<ALife.Turn> turns) {
    var terms =
        Agreement.usual()
            .withRetry(retry -> retry.maxAttempts(maxAttempts).maxDisruptions(maxDisruptions));
    var starts = 0;
    for (var step : ALife.under(terms).live(turns)) {
      starts += step.decision() instanceof Decision.Start ? 1 : 0;
      assertThat(spent(step.after())).isLessThanOrEqualTo(maxAttempts);
    }

    assertThat(starts).isLessThanOrEqualTo(maxAttempts + maxDisruptions);
  }

  @Property
  void no_class_ends_more_attempts_than_its_budget(
      @ForAll @IntRange(min = 1, max = 4) int transients,
      @ForAll @IntRange(min = 1, max = 4) int timeouts,
      @ForAll @IntRange(min = 1, max = 4) int kills,
      @ForAll @IntRange(min = 1, max = 4) int starts,
      @ForAll @Size(max = 80) List<ALife.Turn> turns) {
    var budgets = new Budgets(transients, timeouts, kills, starts);
    var terms = Agreement.usual().withRetry(retry -> retry.maxAttempts(8).budgets(budgets));
    for (var step : ALife.under(terms).live(turns)) {
      var spent = step.after().spentByClass();
      assertThat(spent.getOrDefault(FailureClass.TRANSIENT, 0)).isLessThanOrEqualTo(transients);
      assertThat(spent.getOrDefault(FailureClass.TIMEOUT, 0)).isLessThanOrEqualTo(timeouts);
      assertThat(spent.getOrDefault(FailureClass.RESOURCE, 0)).isLessThanOrEqualTo(kills);
      assertThat(spent.getOrDefault(FailureClass.START, 0)).isLessThanOrEqualTo(starts);
    }
  }

  @Property
  void without_budgets_the_classes_share_the_attempts(
      @ForAll @Size(max = 60) List<ALife.Turn> turns) {
    for (var step : ALife.under(Agreement.usual()).live(turns)) {
      var byClass = step.after().spentByClass().values().stream().mapToInt(Integer::intValue);
      assertThat(byClass.sum()).isEqualTo(spent(step.after()));
    }
  }

  @Property
  void the_same_situation_gives_the_same_decision(@ForAll @Size(max = 40) List<ALife.Turn> turns) {
    var life = ALife.under(Agreement.usual());

    assertThat(life.live(turns)).isEqualTo(life.live(turns));
  }

  private static int spent(VideoJobStatus status) {
    return status.attemptsSpent() == null ? 0 : status.attemptsSpent();
  }
}
