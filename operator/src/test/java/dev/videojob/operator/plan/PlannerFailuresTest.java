package dev.videojob.operator.plan;

import static dev.videojob.operator.plan.PlannerTest.MISSING;
import static dev.videojob.operator.plan.PlannerTest.NOW;
import static dev.videojob.operator.plan.PlannerTest.REFUSED;
import static dev.videojob.operator.plan.PlannerTest.USUAL;
import static dev.videojob.operator.plan.PlannerTest.live;
import static dev.videojob.operator.plan.PlannerTest.plan;
import static dev.videojob.operator.plan.PlannerTest.withAttempt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Budgets;
import dev.videojob.api.v1alpha1.VideoQueueSpecBudgetsBuilder;
import dev.videojob.operator.Agreement;
import dev.videojob.operator.AnAttempt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a failed attempt leads to: another one, or the end. Usual are three attempts. */
class PlannerFailuresTest {

  static Failure failure(FailureClass failureClass) {
    return new Failure(failureClass, 1, "Broken", "It broke.");
  }

  /** The newest attempt runs; {@code spent} before it counted against the budget. */
  static VideoJobStatus running(int attempt, int spent) {
    return withAttempt(AnAttempt.number(attempt).running()).attemptsSpent(spent).build();
  }

  @ParameterizedTest(name = "{0} after {1} spent: retried {2}")
  @CsvSource({
    "PERMANENT, 0, false",
    "CANCELLED, 0, false",
    "TRANSIENT, 0, true",
    "TRANSIENT, 1, true",
    "TRANSIENT, 2, false",
    "TIMEOUT,   0, true",
    "TIMEOUT,   1, true",
    "TIMEOUT,   2, false",
    "START,     0, true",
    "START,     1, true",
    "START,     2, false",
    "RESOURCE,  0, true",
    "RESOURCE,  1, true",
    "RESOURCE,  2, false",
    "DISRUPTION, 2, true",
  })
  void each_class_has_its_budget(FailureClass failureClass, int spent, boolean retried) {
    var failed = new Observation.Failed(failure(failureClass));

    assertThat(plan(running(spent + 1, spent), USUAL, failed))
        .isInstanceOf(retried ? Decision.Retry.class : Decision.GiveUp.class);
  }

  @ParameterizedTest(
      name = "{0} of a budget of {1} after {2} of its class and {3} in all: retried {4}")
  @CsvSource({
    "TRANSIENT, 1, 0, 0, false",
    "TRANSIENT, 2, 0, 0, true",
    "TRANSIENT, 2, 0, 4, true",
    "TRANSIENT, 2, 1, 1, false",
    "TRANSIENT, 6, 1, 5, false",
    "TIMEOUT,   1, 0, 3, false",
    "TIMEOUT,   2, 0, 3, true",
    "RESOURCE,  1, 0, 3, false",
    "RESOURCE,  3, 1, 1, true",
    "START,     2, 1, 1, false",
    "START,     3, 1, 1, true",
    "DISRUPTION, 1, 0, 5, true",
    "PERMANENT, 6, 0, 0, false",
  })
  void a_class_may_have_a_budget_of_its_own(
      FailureClass failureClass, int budget, int ofItsClass, int spent, boolean retried) {
    var six =
        Agreement.usual().withRetry(retry -> retry.maxAttempts(6).budgets(each(budget))).build();
    var status =
        withAttempt(AnAttempt.number(spent + 1).running())
            .attemptsSpent(spent)
            .spentByClass(Map.of(failureClass, ofItsClass))
            .build();

    assertThat(plan(status, six, new Observation.Failed(failure(failureClass))))
        .isInstanceOf(retried ? Decision.Retry.class : Decision.GiveUp.class);
  }

  @Test
  void the_budget_of_one_class_is_not_spent_by_another() {
    var timeouts =
        Agreement.usual()
            .withRetry(
                retry -> retry.budgets(VideoQueueSpecBudgetsBuilder.builder().timeout(1).build()))
            .build();

    assertThat(
            plan(running(1, 0), timeouts, new Observation.Failed(failure(FailureClass.TRANSIENT))))
        .isInstanceOf(Decision.Retry.class);
    assertThat(plan(running(1, 0), timeouts, new Observation.Failed(failure(FailureClass.TIMEOUT))))
        .isInstanceOf(Decision.GiveUp.class);
  }

  private static Budgets each(int budget) {
    return new Budgets(budget, budget, budget, budget);
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void a_single_attempt_is_retried_only_after_a_disruption(FailureClass failureClass) {
    var once = Agreement.usual().withRetry(retry -> retry.maxAttempts(1)).build();

    assertThat(plan(running(1, 0), once, new Observation.Failed(failure(failureClass))))
        .isInstanceOf(
            failureClass == FailureClass.DISRUPTION ? Decision.Retry.class : Decision.GiveUp.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "1, 20"})
  void a_retry_waits_longer_the_more_is_spent(int spent, int seconds) {
    var failed = new Observation.Failed(failure(FailureClass.TRANSIENT));

    assertThat(plan(running(spent + 1, spent), USUAL, failed))
        .isEqualTo(new Decision.Retry(failure(FailureClass.TRANSIENT), NOW.plusSeconds(seconds)));
  }

  @Test
  void a_disruption_is_replaced_at_once_and_costs_nothing() {
    var failed = failure(FailureClass.DISRUPTION);
    var status = running(3, 2);

    assertThat(plan(status, USUAL, new Observation.Failed(failed)))
        .isEqualTo(new Decision.Retry(failed, NOW));
    assertThat(Planner.spentWith(status, failed)).isEqualTo(2);
  }

  @ParameterizedTest(name = "attempt {0} with {1} spent before: retried {2}")
  @CsvSource({"1, 0, true", "2, 0, true", "3, 0, false", "4, 2, true", "5, 2, false"})
  void disruptions_are_bounded_by_their_own_count(int attempt, int spent, boolean retried) {
    var two = Agreement.usual().withRetry(retry -> retry.maxDisruptions(2)).build();
    var failed = new Observation.Failed(failure(FailureClass.DISRUPTION));

    assertThat(plan(running(attempt, spent), two, failed))
        .isInstanceOf(retried ? Decision.Retry.class : Decision.GiveUp.class);
  }

  @Test
  void an_out_of_memory_kill_at_the_ceiling_ends_the_job() {
    var status =
        withAttempt(AnAttempt.number(1).withMemory("16Gi").running()).attemptsSpent(0).build();

    assertThat(plan(status, USUAL, new Observation.Failed(failure(FailureClass.RESOURCE))))
        .isInstanceOf(Decision.GiveUp.class);
  }

  @Test
  void an_out_of_memory_kill_below_the_ceiling_doubles_the_memory_of_the_next_attempt() {
    assertThat(startAfter("4Gi", FailureClass.RESOURCE)).isEqualTo(new Decision.Start(2, "8192Mi"));
    assertThat(startAfter("10Gi", FailureClass.RESOURCE)).isEqualTo(new Decision.Start(2, "16Gi"));
  }

  @Test
  void what_memory_was_won_is_kept_through_other_failures() {
    assertThat(startAfter("8192Mi", FailureClass.TRANSIENT))
        .isEqualTo(new Decision.Start(2, "8192Mi"));
    assertThat(startAfter("8192Mi", FailureClass.DISRUPTION))
        .isEqualTo(new Decision.Start(2, "8192Mi"));
  }

  @Test
  void an_attempt_of_unknown_memory_is_followed_by_one_with_the_terms_memory() {
    var status = live(AnAttempt.number(1).withMemory(null).failed(FailureClass.TRANSIENT));

    assertThat(plan(status, USUAL, new Observation.NoAttempt()))
        .isEqualTo(new Decision.Start(2, "4Gi"));
  }

  @Test
  void a_completed_job_without_a_report_is_tried_again() {
    assertThat(plan(running(1, 0), USUAL, new Observation.Completed(null)))
        .isInstanceOfSatisfying(
            Decision.Retry.class,
            retry -> {
              assertThat(retry.failure().reason()).isEqualTo("ReportMissing");
              assertThat(retry.failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
            });
  }

  @Test
  void a_job_that_vanished_while_it_ran_is_a_disruption() {
    assertThat(plan(running(1, 0), USUAL, new Observation.JobAbsent()))
        .isInstanceOfSatisfying(
            Decision.Retry.class,
            retry -> {
              assertThat(retry.failure().reason()).isEqualTo("JobVanished");
              assertThat(retry.failure().failureClass()).isEqualTo(FailureClass.DISRUPTION);
              assertThat(retry.failure().message()).contains("clip-1");
            });
  }

  @Test
  void an_abandoned_attempt_ends_when_its_job_is_gone_and_keeps_its_reason() {
    var abandoned = AnAttempt.number(1).abandoned("ErrImagePull", "no such image").starting();

    assertThat(plan(live(abandoned), USUAL, new Observation.JobAbsent()))
        .isEqualTo(
            new Decision.Retry(
                new Failure(FailureClass.START, null, "ErrImagePull", "no such image"),
                NOW.plusSeconds(10)));
  }

  @Test
  void a_failure_under_refused_terms_is_the_last() {
    assertThat(plan(running(1, 0), REFUSED, new Observation.Failed(failure(FailureClass.TIMEOUT))))
        .isEqualTo(new Decision.GiveUp(failure(FailureClass.TIMEOUT)));
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void a_failure_is_not_judged_while_the_queue_with_its_policy_is_missing(FailureClass any) {
    assertThat(plan(running(1, 0), MISSING, new Observation.Failed(failure(any))))
        .isEqualTo(new Decision.Stall("QueueMissing", "VideoQueue uploads does not exist."));
  }

  @Test
  void more_memory_in_the_terms_reaches_the_next_attempt() {
    assertThat(startAfter("2Gi", FailureClass.TRANSIENT)).isEqualTo(new Decision.Start(2, "4Gi"));
    assertThat(startAfter("1Gi", FailureClass.RESOURCE)).isEqualTo(new Decision.Start(2, "4Gi"));
  }

  private static Decision startAfter(String memory, FailureClass failureClass) {
    var status = live(AnAttempt.number(1).withMemory(memory).failed(failureClass));
    return plan(status, USUAL, new Observation.NoAttempt());
  }
}
