package dev.videojob.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.contract.ProgressReport;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.api.ProgressInbox.Answer;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.slots.JobKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressInboxTest {
  private static final JobKey CLIP = new JobKey("media", "clip");

  private final ProgressBook book = new ProgressBook();
  private final List<JobKey> lookedAt = new ArrayList<>();

  private Answer post(@Nullable AVideoJob known, String uid, String body) {
    var inbox =
        new ProgressInbox(
            job -> Optional.ofNullable(known).map(AVideoJob::build),
            book,
            lookedAt::add,
            new ObjectMapper());
    return inbox.take(CLIP, uid, body);
  }

  private Answer post(@Nullable AVideoJob known, int attempt) {
    return post(known, "uid-of-clip", report(attempt));
  }

  static String report(int attempt) {
    return "{\"attempt\": " + attempt + ", \"phase\": \"encode\", \"percent\": 50}";
  }

  @Test
  void a_report_of_the_live_attempt_is_taken_and_looked_at() {
    var running = AVideoJob.named("clip").withAttempts(AnAttempt.number(1).running());

    assertThat(post(running, 1)).isEqualTo(Answer.ACCEPTED);
    assertThat(book.newest(CLIP)).contains(new ProgressReport(1, "encode", 50, null, null));
    assertThat(lookedAt).containsExactly(CLIP);
  }

  @Test
  void a_job_that_this_process_does_not_know_is_not_stopped() {
    assertThat(post(null, 1)).isEqualTo(Answer.UNKNOWN);
  }

  @Test
  void a_worker_of_an_earlier_namesake_is_told_to_stop() {
    var running =
        AVideoJob.named("clip").withUid("another").withAttempts(AnAttempt.number(1).running());

    assertThat(post(running, 1)).isEqualTo(Answer.GONE);
    assertThat(book.newest(CLIP)).isEmpty();
  }

  @Test
  void a_worker_of_a_superseded_attempt_is_told_to_stop() {
    var second = AVideoJob.named("clip").withAttempts(AnAttempt.number(2).running());

    assertThat(post(second, 1)).isEqualTo(Answer.GONE);
    assertThat(lookedAt).isEmpty();
  }

  @Test
  void a_worker_of_an_attempt_that_has_ended_is_told_to_stop() {
    var ended =
        AVideoJob.named("clip").withAttempts(AnAttempt.number(1).failed(FailureClass.TIMEOUT));

    assertThat(post(ended, 1)).isEqualTo(Answer.GONE);
  }

  @Test
  void a_worker_of_a_job_that_is_being_deleted_is_told_to_stop() {
    var deleted =
        AVideoJob.named("clip").withAttempts(AnAttempt.number(1).running()).beingDeleted();

    assertThat(post(deleted, 1)).isEqualTo(Answer.GONE);
  }

  @Test
  void a_status_that_lags_behind_does_not_stop_a_healthy_worker() {
    var lagging = AVideoJob.named("clip").withAttempts(AnAttempt.number(1).running());

    assertThat(post(lagging, 2)).isEqualTo(Answer.ACCEPTED);
    assertThat(post(AVideoJob.named("clip"), 1)).isEqualTo(Answer.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "50%",
        "[]",
        "{\"attempt\": \"first\"}",
        "{\"attempt\":",
        "null",
        "{\"attempt\": 1}"
      })
  void what_is_no_report_is_not_understood(String body) {
    var running = AVideoJob.named("clip").withAttempts(AnAttempt.number(1).running());

    assertThat(post(running, "uid-of-clip", body)).isEqualTo(Answer.NOT_UNDERSTOOD);
    assertThat(book.newest(CLIP)).isEmpty();
  }
}
