package dev.videojob.chaos.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.chaos.load.Content;
import dev.videojob.chaos.verdict.Fault.Harm;
import dev.videojob.chaos.verdict.Fault.Kind;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static ListAssert<Kind> assertFaults(SeenRun run) {
    return assertThat(run.judged().faults().stream().map(Fault::kind).toList());
  }

  @Test
  void an_upload_that_succeeded_once_is_without_fault() {
    var verdict = SeenRun.succeeded().judged();

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.succeeded()).isOne();
    assertThat(verdict.deadLettered()).isZero();
  }

  @Test
  void a_broken_upload_with_one_letter_is_without_fault() {
    var verdict = SeenRun.deadLettered().judged();

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.succeeded()).isZero();
    assertThat(verdict.deadLettered()).isOne();
  }

  @Test
  void what_was_told_twice_with_the_same_words_is_without_fault() {
    var verdict =
        SeenRun.succeeded()
            .published("e1")
            .processedQueueSays(JobState.SUCCEEDED, JobState.SUCCEEDED)
            .judged();

    assertThat(verdict.faults()).isEmpty();
  }

  @Test
  void copies_of_a_letter_are_counted_and_no_fault() {
    var verdict = SeenRun.deadLettered().letter("uid-1-1").judged();

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.letterCopies()).isOne();
  }

  @Test
  void an_upload_of_which_there_is_nothing_is_lost() {
    assertFaults(SeenRun.of(Content.SHORT)).containsExactly(Kind.NO_TRACE);
  }

  @Test
  void an_upload_whose_work_goes_on_for_ever_is_lost() {
    assertFaults(SeenRun.succeeded().inState(JobState.RETRYING)).containsExactly(Kind.NO_END);
  }

  @Test
  void an_end_of_which_the_operator_has_not_told_everybody_is_lost() {
    assertFaults(SeenRun.succeeded().unsettled()).containsExactly(Kind.NO_END);
  }

  @Test
  void work_that_was_cancelled_though_nobody_asked_is_lost() {
    assertFaults(
            SeenRun.succeeded()
                .inState(JobState.CANCELLED)
                .storeSays(JobState.CANCELLED)
                .processedQueueSays(JobState.CANCELLED))
        .containsExactly(Kind.NO_END);
  }

  @Test
  void success_without_an_object_of_its_manifest_is_lost() {
    assertFaults(SeenRun.succeeded().lacks("480p/index.m3u8")).containsExactly(Kind.OUTPUT_MISSING);
  }

  @Test
  void a_dead_lettered_video_job_without_its_letter_is_lost() {
    assertFaults(SeenRun.deadLettered().withoutLetters()).containsExactly(Kind.LETTER_MISSING);
  }

  @Test
  void a_store_that_knows_nothing_or_something_else_is_found() {
    assertFaults(SeenRun.succeeded().storeSaysNothing()).containsExactly(Kind.STORE_NOT_TOLD);
    assertFaults(SeenRun.succeeded().storeSays(JobState.RUNNING))
        .containsExactly(Kind.STORE_NOT_TOLD);
  }

  @Test
  void a_processed_queue_that_was_not_told_is_found() {
    assertFaults(SeenRun.succeeded().processedQueueSays())
        .containsExactly(Kind.PROCESSED_QUEUE_NOT_TOLD);
  }

  @Test
  void a_message_that_stays_in_the_source_queue_is_found() {
    assertFaults(SeenRun.succeeded().leftInQueue(1)).containsExactly(Kind.MESSAGE_LEFT);
  }

  @Test
  void two_ends_of_which_others_were_told_are_found() {
    assertFaults(SeenRun.succeeded().processedQueueSays(JobState.DEAD_LETTERED, JobState.SUCCEEDED))
        .containsExactly(Kind.TWO_ENDS);
  }

  @Test
  void success_and_a_dead_letter_are_two_ends() {
    assertFaults(SeenRun.succeeded().letter("uid-1-1")).containsExactly(Kind.TWO_ENDS);
  }

  @Test
  void two_letters_of_one_failure_that_cannot_be_told_apart_are_found() {
    assertFaults(SeenRun.deadLettered().letter("uid-1-2")).containsExactly(Kind.TWO_LETTERS);
  }

  @Test
  void a_message_that_was_sent_twice_may_have_a_letter_for_each() {
    assertFaults(SeenRun.deadLettered().sent(2).letter("message-2")).isEmpty();
  }

  @Test
  void two_video_jobs_of_one_upload_are_found() {
    assertFaults(SeenRun.deadLettered().secondJob()).contains(Kind.TWO_VIDEO_JOBS);
  }

  @Test
  void two_pods_that_were_alive_at_one_time_are_found() {
    assertFaults(SeenRun.succeeded().pod("b", 4_900, 9_000)).containsExactly(Kind.TWO_PODS);
  }

  @Test
  void a_pod_that_was_seen_only_once_while_another_lived_is_found() {
    assertFaults(SeenRun.succeeded().pod("b", 2_000, 2_000)).containsExactly(Kind.TWO_PODS);
  }

  @Test
  void pods_that_follow_each_other_are_without_fault() {
    assertFaults(SeenRun.succeeded().pod("b", 5_001, 9_000)).isEmpty();
    assertFaults(SeenRun.succeeded().pod("b", 5_000, 9_000)).isEmpty();
  }

  @Test
  void two_different_manifests_are_found() {
    assertFaults(SeenRun.succeeded().published("e2")).containsExactly(Kind.TWO_PUBLICATIONS);
  }

  @Test
  void a_good_upload_that_was_given_up_is_found() {
    assertFaults(
            SeenRun.succeeded()
                .inState(JobState.DEAD_LETTERED)
                .storeSays(JobState.DEAD_LETTERED)
                .processedQueueSays(JobState.DEAD_LETTERED)
                .letter("uid-1-1"))
        .containsExactly(Kind.GOOD_GIVEN_UP);
    assertFaults(SeenRun.of(Content.SHORT).letterWithoutJob()).containsExactly(Kind.GOOD_GIVEN_UP);
  }

  @Test
  void a_broken_upload_that_succeeded_is_found() {
    assertFaults(
            SeenRun.deadLettered()
                .withoutLetters()
                .inState(JobState.SUCCEEDED)
                .storeSays(JobState.SUCCEEDED)
                .processedQueueSays(JobState.SUCCEEDED)
                .published("e1"))
        .containsExactly(Kind.BROKEN_ACCEPTED);
  }

  @Test
  void success_that_no_witness_saw_is_not_believed() {
    assertFaults(SeenRun.succeeded().withoutPods()).containsExactly(Kind.NOT_WITNESSED);
    assertFaults(SeenRun.succeeded().withoutPublications()).containsExactly(Kind.NOT_WITNESSED);
  }

  @Test
  void faults_are_counted_by_upload_and_harm() {
    var verdict = SeenRun.succeeded().lacks("a").storeSaysNothing().published("e2").judged();

    assertThat(verdict.faults()).hasSize(3);
    assertThat(verdict.harmed(Harm.LOST)).isOne();
    assertThat(verdict.harmed(Harm.DOUBLED)).isOne();
    assertThat(verdict.harmed(Harm.MISJUDGED)).isZero();
  }
}
