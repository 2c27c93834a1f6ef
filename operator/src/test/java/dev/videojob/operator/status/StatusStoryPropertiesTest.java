package dev.videojob.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.ALife;
import dev.videojob.operator.Agreement;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What holds of the story of every simulated life. */
class StatusStoryPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<ALife.Step> life(List<ALife.Turn> turns) {
    return ALife.under(Agreement.usual().withRetry(retry -> retry.maxAttempts(20))).live(turns);
  }

  @Property
  void at_most_one_attempt_lives_and_it_is_the_newest(
      @ForAll @Size(max = 80) List<ALife.Turn> turns) {
    for (var step : life(turns)) {
      var attempts = step.after().attempts();
      assertThat(attempts).hasSizeLessThanOrEqualTo(10);
      assertThat(attempts.stream().limit(Math.max(0, attempts.size() - 1)))
          .noneMatch(Attempt::live);
    }
  }

  @Property
  void a_job_that_has_ended_stays_as_it_ended(@ForAll @Size(max = 80) List<ALife.Turn> turns) {
    for (var step : life(turns)) {
      if (terminal(step.before())) {
        assertThat(step.after()).isSameAs(step.before());
      }
    }
  }

  @Property
  void the_revision_counts_changes(@ForAll @Size(max = 80) List<ALife.Turn> turns) {
    for (var step : life(turns)) {
      var changed = !step.after().equals(step.before());
      assertThat(step.after().revision() - step.before().revision()).isEqualTo(changed ? 1 : 0);
    }
  }

  @Property
  void the_state_fits_the_facts(@ForAll @Size(max = 80) List<ALife.Turn> turns) {
    for (var step : life(turns)) {
      var status = step.after();
      var live = !status.attempts().isEmpty() && status.attempts().getLast().live();
      var active = status.state() == JobState.STARTING || status.state() == JobState.RUNNING;
      assertThat(active).isEqualTo(live);
      assertThat(status.completionTime() != null).isEqualTo(terminal(status));
      assertThat(status.nextAttemptAt() == null || status.state() == JobState.RETRYING).isTrue();
    }
  }

  @Property
  void a_story_is_the_same_after_the_api_server_has_kept_it(
      @ForAll @Size(max = 80) List<ALife.Turn> turns) throws Exception {
    for (var step : life(turns)) {
      var kept = JSON.readValue(JSON.writeValueAsString(step.after()), VideoJobStatus.class);
      assertThat(kept).isEqualTo(step.after());
    }
  }

  @Property
  void the_number_of_the_newest_attempt_never_falls(
      @ForAll @Size(max = 80) List<ALife.Turn> turns) {
    for (var step : life(turns)) {
      assertThat(number(step.after())).isGreaterThanOrEqualTo(number(step.before()));
    }
  }

  @Property
  void a_condition_keeps_its_transition_time_while_its_status_is_the_same(
      @ForAll @Size(max = 80) List<ALife.Turn> turns) {
    for (var step : life(turns)) {
      for (Condition after : step.after().conditions()) {
        step.before().conditions().stream()
            .filter(before -> before.getType().equals(after.getType()))
            .filter(before -> before.getStatus().equals(after.getStatus()))
            .forEach(
                before ->
                    assertThat(after.getLastTransitionTime())
                        .isEqualTo(before.getLastTransitionTime()));
      }
    }
  }

  private static boolean terminal(VideoJobStatus status) {
    return status.state() != null && status.state().terminal();
  }

  private static int number(VideoJobStatus status) {
    return status.attempt() == null ? 0 : status.attempt();
  }
}
