package dev.videojob.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.WorkerReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static WorkerReport of(int exitCode, @Nullable String message) {
    return new CommandReport(JSON).of("uid", 2, exitCode, message);
  }

  @Test
  void an_object_that_a_command_leaves_is_its_result() {
    var report = of(0, " {\"scenes\": 3, \"reason\": \"any\"}\n");

    assertThat(report.result())
        .isEqualTo(JSON.createObjectNode().put("scenes", 3).put("reason", "any"));
    assertThat(report.reason()).isEqualTo("Succeeded");
    assertThat(report.jobUid()).isEqualTo("uid");
    assertThat(report.attempt()).isEqualTo(2);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = " \n")
  void a_command_may_leave_nothing(@Nullable String message) {
    assertThat(of(0, message).result()).isNull();
    assertThat(of(0, message).message()).isEqualTo("The command ended well.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "[1]", "7", "{\"cut\": \"of"})
  void what_is_no_object_is_not_kept_and_that_is_said(String message) {
    assertThat(of(0, message).result()).isNull();
    assertThat(of(0, message).message()).contains("no JSON object of at most 4096 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"reason\": \"NoScene\", \"message\": \"It has none.\"} | NoScene      | It has none.",
        "{\"reason\": \"no scene\"}                               | InvalidInput | The command ended with exit code 10.",
        "{\"reason\": \"Succeeded\", \"message\": \"m\"}          | InvalidInput | m",
        "No scene is there.                                       | InvalidInput | No scene is there."
      })
  void a_failure_is_told_in_the_commands_own_words(String left, String reason, String message) {
    assertThat(of(10, left).reason()).isEqualTo(reason);
    assertThat(of(10, left).message()).isEqualTo(message);
  }

  @Test
  void a_code_that_the_contract_does_not_know_is_named_and_a_long_message_is_cut() {
    assertThat(of(3, "").reason()).isEqualTo("ExitCode3");
    assertThat(of(3, "x".repeat(4096)).message()).hasSize(1025).endsWith("x…");
  }
}
