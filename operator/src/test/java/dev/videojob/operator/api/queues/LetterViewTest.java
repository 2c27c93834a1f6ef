package dev.videojob.operator.api.queues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.redrive.Letter;
import dev.videojob.operator.resources.PackedText;
import dev.videojob.operator.slots.QueueKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterViewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UID = "0295cf01-03ee-499c-9eca-138a050569b8";

  private static ObjectNode view(String body, Map<String, String> attributes) {
    var message =
        new ReceivedMessage(
            "m-1",
            body,
            attributes,
            "the-receipt",
            Moments.NOW,
            Moments.NOW.minus(Duration.ofMinutes(2)),
            3,
            null);
    var letter =
        new Letter(
            message,
            attributes.get(DeadLetterAttributes.FAILURE_CLASS),
            attributes.get(DeadLetterAttributes.REASON),
            null,
            List.of("a.mp4"));
    return LetterView.of(letter, new QueueKey("media", "uploads"), Moments.NOW, JSON);
  }

  @Test
  void a_letter_says_why_it_died_whose_it_is_and_how_old_it_is() {
    var view =
        view(
            "{}",
            Map.of(
                DeadLetterAttributes.REASON,
                "InvalidInput",
                DeadLetterAttributes.FAILURE_CLASS,
                "Permanent",
                DeadLetterAttributes.DETAILS,
                """
                {"message": "It was cut off.", "attempts": 2, "exitCode": 10,
                 "videoJob": "media/trailer", "uid": "%s"}
                """
                    .formatted(UID)));

    assertThat(view.path("reason").asText()).isEqualTo("InvalidInput");
    assertThat(view.path("failureClass").asText()).isEqualTo("Permanent");
    assertThat(view.path("message").asText()).isEqualTo("It was cut off.");
    assertThat(view.path("attempts").asInt()).isEqualTo(2);
    assertThat(view.path("exitCode").asInt()).isEqualTo(10);
    assertThat(view.path("jobId").asText()).isEqualTo("media.trailer." + UID);
    assertThat(view.path("ageSeconds").asLong()).isEqualTo(120);
    assertThat(view.path("receiveCount").asInt()).isEqualTo(3);
    assertThat(view.path("keys").get(0).asText()).isEqualTo("a.mp4");
  }

  @Test
  void what_holds_or_opens_something_is_left_out() {
    var view =
        view(
            "{\"url\": \"https://b.s3.amazonaws.com/a.mp4?X-Amz-Credential=AKIA1&X-Amz-Signature=f00\"}",
            Map.of("Authorization", "Bearer b4r"));

    assertThat(view.toString())
        .contains("X-Amz-Signature=…\\\"}")
        .doesNotContain("the-receipt", "AKIA1", "f00", "b4r");
  }

  @Test
  void attributes_that_are_broken_say_nothing() {
    for (var details :
        new String[] {"{", "[]", "{\"attempts\": \"two\", \"message\": 7}", "null"}) {
      var view = view("hello", Map.of(DeadLetterAttributes.DETAILS, details));

      assertThat(view.has("attempts")).as(details).isFalse();
      assertThat(view.has("message")).as(details).isFalse();
      assertThat(view.has("jobId")).as(details).isFalse();
      assertThat(view.path("body").asText()).isEqualTo("hello");
    }
  }

  @Test
  void the_beginning_of_a_long_body_is_shown_whole_characters_and_with_its_length() {
    var body = "x".repeat(LetterView.MAX_BODY - 1) + "🎬🎬";
    var view = view(body, Map.of());

    assertThat(view.path("body").asText()).isEqualTo("x".repeat(LetterView.MAX_BODY - 1));
    assertThat(view.path("bodyBytes").asInt()).isEqualTo(LetterView.MAX_BODY - 1 + 8);
  }

  @Test
  void a_packed_body_is_shown_as_it_was() {
    var view =
        view(
            PackedText.pack("{\"video_id\": \"trailer\"}"),
            Map.of(DeadLetterAttributes.BODY_ENCODING, DeadLetterAttributes.GZIP_BASE64));

    assertThat(view.path("body").asText()).isEqualTo("{\"video_id\": \"trailer\"}");
  }
}
