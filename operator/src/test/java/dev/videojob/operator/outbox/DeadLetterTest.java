package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DeadLetter LETTER =
      new DeadLetter(
          "uid-3",
          "Permanent",
          "InvalidInput",
          "It is no video.",
          3,
          10,
          "media/clip",
          "uid",
          1,
          2);

  private static DeadLetter.Envelope envelope(String body, Map<String, String> attributes) {
    return LETTER.envelope(body, attributes, JSON);
  }

  private static Map<String, String> attributes(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(number -> "a" + number, number -> "v" + number));
  }

  private static String body(DeadLetter.Envelope envelope) throws IOException {
    if (!DeadLetterAttributes.GZIP_BASE64.equals(
        envelope.attributes().get(DeadLetterAttributes.BODY_ENCODING))) {
      return envelope.body();
    }
    var packed = new ByteArrayInputStream(Base64.getDecoder().decode(envelope.body()));
    try (var unpacked = new GZIPInputStream(packed)) {
      return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void body_and_attributes_are_kept_as_they_were_received() {
    var envelope = envelope("{\"ü\": 1}", Map.of("trace", "t-1", "tenant", "x"));

    assertThat(envelope.body()).isEqualTo("{\"ü\": 1}");
    assertThat(envelope.attributes())
        .containsEntry("trace", "t-1")
        .containsEntry("tenant", "x")
        .doesNotContainKey(DeadLetterAttributes.BODY_ENCODING);
  }

  @Test
  void the_letter_itself_is_in_the_details() throws Exception {
    var envelope = envelope("{}", Map.of());

    assertThat(envelope.attributes())
        .containsEntry(DeadLetterAttributes.REASON, "InvalidInput")
        .containsEntry(DeadLetterAttributes.FAILURE_CLASS, "Permanent");
    assertThat(
            JSON.readValue(
                envelope.attributes().get(DeadLetterAttributes.DETAILS), DeadLetter.class))
        .isEqualTo(LETTER);
  }

  @Test
  void the_same_failure_makes_the_same_envelope() {
    assertThat(envelope("{}", attributes(10))).isEqualTo(envelope("{}", attributes(10)));
  }

  @Test
  void a_letter_that_dies_again_carries_the_newer_reason() {
    assertThat(envelope("{}", Map.of(DeadLetterAttributes.REASON, "Earlier")).attributes())
        .containsEntry(DeadLetterAttributes.REASON, "InvalidInput");
  }

  @Test
  void a_body_of_a_full_message_is_packed_and_can_be_recovered() throws Exception {
    var full = "{\"text\": \"äöü\"}".repeat(70_000).substring(0, 900_000);

    var envelope = envelope(full, attributes(10));

    assertThat(envelope.attributes())
        .containsEntry(DeadLetterAttributes.BODY_ENCODING, DeadLetterAttributes.GZIP_BASE64);
    assertThat(envelope.bytes()).isLessThanOrEqualTo(DeadLetter.MAX_BYTES);
    assertThat(envelope.attributes()).hasSizeLessThanOrEqualTo(DeadLetter.MAX_ATTRIBUTES);
    assertThat(body(envelope)).isEqualTo(full);
  }

  @Test
  void the_size_is_counted_as_sqs_counts_it() {
    var one = new DeadLetter.Envelope("ü", Map.of("name", "value"));

    assertThat(one.bytes()).isEqualTo(2 + "name".length() + "value".length() + "String".length());
  }

  @Property(tries = 100)
  void sqs_takes_every_envelope_and_the_body_comes_back(
      @ForAll @StringLength(max = 50) String word,
      @ForAll @IntRange(max = 30_000) int times,
      @ForAll @IntRange(max = 12) int attributes)
      throws Exception {
    var original = valid(word).repeat(times);
    var bounded = original.substring(0, Math.min(original.length(), 300_000));

    var envelope = envelope(bounded, new TreeMap<>(attributes(attributes)));

    assertThat(envelope.attributes()).hasSizeLessThanOrEqualTo(DeadLetter.MAX_ATTRIBUTES);
    assertThat(envelope.bytes()).isLessThanOrEqualTo(DeadLetter.MAX_BYTES);
    assertThat(body(envelope)).isEqualTo(bounded);
  }

  /** What UTF-8 can carry: half a surrogate pair is none. */
  private static String valid(String text) {
    return text.chars()
        .filter(character -> !Character.isSurrogate((char) character))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
