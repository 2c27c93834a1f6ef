package dev.videojob.operator.intake.message;

import static dev.videojob.operator.intake.Messages.message;
import static dev.videojob.operator.intake.Messages.s3Event;
import static dev.videojob.operator.intake.Messages.s3Record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.PackedText;
import dev.videojob.operator.slots.QueueKey;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnedLetterTest {
  private static final QueueKey QUEUE = new QueueKey("media", "in");
  private static final String PLAIN = "{\"url\": \"s3://uploads/clip.mp4\"}";
  private static final String TWO_RECORDS =
      "{\"Records\":[%s,%s]}"
          .formatted(
              s3Record("ObjectCreated:Put", "uploads", "a.mp4", "01"),
              s3Record("ObjectCreated:Put", "uploads", "b.mp4", "02"));

  private static ReceivedMessage letter(String messageId, String body, String details) {
    return message(messageId, body)
        .with(body, Map.of("trace", "t-1", DeadLetterAttributes.DETAILS, details));
  }

  private static String details(String uid, Integer index, Integer count) {
    return "{\"id\":\"x\",\"videoJob\":\"media/clip-1\",\"uid\":\"%s\",\"recordIndex\":%d,\"recordCount\":%d}"
        .formatted(uid, index, count);
  }

  private static Reading.Work work(ReceivedMessage message) {
    Reading reading = new MessageReader(VideoQueueSpecBuilder.builder().build()).read(message);
    assertThat(reading).isInstanceOf(Reading.Work.class);
    return (Reading.Work) reading;
  }

  private static String name(ReceivedMessage message) {
    List<WorkRequest> wanted = work(message).wanted();
    assertThat(wanted).hasSize(1);
    return WorkName.of(QUEUE, wanted.getFirst());
  }

  @Test
  void asks_for_the_work_anew_and_says_what_failed() {
    WorkRequest request = work(letter("m-2", PLAIN, details("uid-1", 0, 1))).wanted().getFirst();

    assertThat(request.redriveOf()).isEqualTo(new RedriveOf("clip-1", "uid-1"));
    assertThat(request.sourceUri()).isEqualTo("s3://uploads/clip.mp4");
    assertThat(WorkName.of(QUEUE, request))
        .startsWith("clip-")
        .isNotEqualTo(name(message("m-2", PLAIN)));
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "{\"Records\":[]}"})
  void two_copies_and_two_letters_of_one_failure_are_the_same_work(String given) {
    String body = given.equals(PLAIN) ? PLAIN : s3Event("uploads", "clip.mp4", "");

    assertThat(name(letter("m-2", body, details("uid-1", 0, 1))))
        .isEqualTo(name(letter("m-3", body, details("uid-1", 0, 1).replace("\"x\"", "\"y\""))));
  }

  @Test
  void letters_of_two_failures_are_different_work() {
    assertThat(name(letter("m-2", PLAIN, details("uid-1", 0, 1))))
        .isNotEqualTo(name(letter("m-2", PLAIN, details("uid-2", 0, 1))));
  }

  @Test
  void a_uid_that_was_forged_does_not_make_other_work_the_same() {
    assertThat(name(letter("m-2", PLAIN, details("uid-1", 0, 1))))
        .isNotEqualTo(name(letter("m-2", PLAIN.replace("clip", "other"), details("uid-1", 0, 1))));
  }

  @Test
  void only_the_record_that_failed_is_asked_for() {
    Reading.Work work = work(letter("m-2", TWO_RECORDS, details("uid-1", 1, 2)));

    assertThat(work.requests()).hasSize(2);
    assertThat(work.wanted())
        .extracting(WorkRequest::sourceUri)
        .containsExactly("s3://uploads/b.mp4");
    assertThat(work.wants(0)).isFalse();
  }

  @Test
  void a_letter_without_a_videojob_is_an_ordinary_message_of_its_record() {
    String refused = "{\"videoJob\":null,\"uid\":null,\"recordIndex\":1,\"recordCount\":2}";

    Reading.Work work = work(letter("m-2", TWO_RECORDS, refused));

    assertThat(work.wanted())
        .isEqualTo(List.of(work(message("m-2", TWO_RECORDS)).requests().get(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "[]",
        "{}",
        "{\"videoJob\":\"media/clip-1\"}",
        "{\"uid\":\"uid-1\"}",
        "{\"videoJob\":\"clip-1\",\"uid\":\"uid-1\"}",
        "{\"videoJob\":\"media/The Clip\",\"uid\":\"uid-1\"}",
        "{\"videoJob\":\"media/clip-1\",\"uid\":\"no uid\"}",
        "{\"videoJob\":\"media/clip-1\",\"uid\":7}",
        "{\"recordIndex\":0}",
        "{\"recordIndex\":0,\"recordCount\":3}",
        "{\"recordIndex\":2,\"recordCount\":2}",
        "{\"videoJob\":\"media/clip-1\",\"uid\":\"uid-1\",\"recordIndex\":2}",
        "{\"videoJob\":\"media/clip-1\",\"uid\":\"uid-1\",\"recordIndex\":0,\"recordCount\":9}",
      })
  void what_says_nothing_that_can_be_used_is_an_ordinary_message(String details) {
    assertThat(work(letter("m-2", TWO_RECORDS, details)))
        .isEqualTo(work(message("m-2", TWO_RECORDS)));
  }

  @Property(tries = 300)
  void whatever_the_attribute_says_the_message_is_read(@ForAll String details) {
    assertThat(work(letter("m-2", TWO_RECORDS, details)).wanted()).isNotEmpty();
  }

  @Test
  void the_original_has_none_of_our_attributes() {
    ReceivedMessage original = ReturnedLetter.original(letter("m-2", PLAIN, details("u", 0, 1)));

    assertThat(original.attributes()).containsExactly(Map.entry("trace", "t-1"));
    assertThat(original.body()).isEqualTo(PLAIN);
    assertThat(original.lease()).isEqualTo(message("m-2", PLAIN).lease());
  }

  private static ReceivedMessage packed(String body) {
    return message(body)
        .with(
            body,
            Map.of(
                DeadLetterAttributes.BODY_ENCODING,
                DeadLetterAttributes.GZIP_BASE64,
                DeadLetterAttributes.DETAILS,
                details("uid-1", 0, 1)));
  }

  @Test
  void a_packed_body_is_the_original_again_and_the_same_work() {
    ReceivedMessage letter = packed(PackedText.pack(PLAIN));

    assertThat(ReturnedLetter.original(letter).body()).isEqualTo(PLAIN);
    assertThat(ReturnedLetter.original(letter).attributes()).isEmpty();
    assertThat(name(letter)).isEqualTo(name(letter("m-2", PLAIN, details("uid-1", 0, 1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%%%", "bm8gZ3ppcA==", "bomb"})
  void what_is_not_packed_as_it_says_stays_as_it_is(String body) {
    ReceivedMessage letter =
        packed(body.equals("bomb") ? PackedText.pack("x".repeat(1_048_577)) : body);

    assertThat(ReturnedLetter.original(letter)).isEqualTo(letter);
    assertThat(new MessageReader(VideoQueueSpecBuilder.builder().build()).read(letter))
        .isInstanceOf(Reading.NotUnderstood.class);
  }
}
