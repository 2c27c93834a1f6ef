package dev.videojob.operator.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.operator.AVideoJob;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FillingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Filling filling =
      Filling.of(
          AVideoJob.named("clip")
              .from("content")
              .withPayload(
                  json(
                      """
                      {"title": "A \\"b\\" & c/ü", "size": 7, "tags": ["x"], "up": "..",
                       "lines": "a\\r\\nX-Evil: 1", "deep": {"id": "é"}, "nothing": null}
                      """))
              .with(spec -> spec.className("article").metadata(Map.of("tenant", "acme")))
              .build(),
          JSON);

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void facts_in_an_address_are_percent_encoded() throws Exception {
    assertThat(
            filling.address("https://a/{className}/{payload.title}?id={payload.deep.id}&n={name}"))
        .isEqualTo("https://a/article/A%20%22b%22%20%26%20c%2F%C3%BC?id=%C3%A9&n=clip");
  }

  @Test
  void facts_in_a_body_cannot_leave_their_string() throws Exception {
    assertThat(filling.body("{\"t\": \"<{payload.title}>\", \"q\": \"{queue}\"}"))
        .isEqualTo(json("{\"t\": \"<A \\\"b\\\" & c/ü>\", \"q\": \"content\"}"));
  }

  @Test
  void a_string_that_is_one_placeholder_becomes_the_fact_itself() throws Exception {
    assertThat(filling.body("{\"n\": \"{payload.size}\", \"l\": [\"{payload.tags}\", 1, true]}"))
        .isEqualTo(json("{\"n\": 7, \"l\": [[\"x\"], 1, true]}"));
  }

  @Test
  void other_braces_stay_as_they_are() throws Exception {
    assertThat(filling.body("\"{b} {} {payloads} {name}\""))
        .isEqualTo(json("\"{b} {} {payloads} clip\""));
  }

  @Test
  void what_the_service_answered_can_be_used_too() throws Exception {
    assertThat(filling.with(json("{\"job\": {\"id\": 12}}")).address("https://a/{answer.job.id}"))
        .isEqualTo("https://a/12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{payload.none}",
        "{payload.nothing}",
        "{source.uri}",
        "{metadata.x}",
        "{answer.id}"
      })
  void what_is_missing_is_a_permanent_fault_that_names_it(String placeholder) {
    assertThatThrownBy(() -> filling.address("https://a/" + placeholder))
        .isInstanceOfSatisfying(
            CallFailed.class,
            failed -> {
              assertThat(failed.failure().failureClass()).isEqualTo(FailureClass.PERMANENT);
              assertThat(failed.failure().exitCode()).isNull();
            })
        .hasMessageContaining(placeholder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{payload.up}", "{payload.tags}", "{payload}"})
  void what_is_no_word_is_not_put_into_an_address(String placeholder) {
    assertThatThrownBy(() -> filling.address("https://a/" + placeholder))
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("must be a word or a number");
  }

  @Test
  void nobody_writes_a_header_of_their_own() {
    assertThatThrownBy(() -> filling.header("{payload.lines}"))
        .isInstanceOf(CallFailed.class)
        .hasMessageContaining("more than one line");
  }

  @Test
  void a_template_that_is_no_json_is_a_fault_of_the_configuration() {
    assertThatThrownBy(() -> filling.body("{\"a\": {name}}"))
        .isInstanceOfSatisfying(
            CallFailed.class,
            failed -> assertThat(failed.failure().reason()).isEqualTo("BadConfiguration"));
  }
}
