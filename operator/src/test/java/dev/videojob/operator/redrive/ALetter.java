package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.intake.message.MessageReader;
import dev.videojob.operator.intake.source.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A dead letter for tests, as it lies in its queue. */
record ALetter(String id, String body, Map<String, String> attributes, Instant diedAt) {
  private static final MessageReader READER =
      new MessageReader(VideoQueueSpecBuilder.builder().build());

  /** One of ours, of a VideoJob of that name, that died an hour before the tests. */
  static ALetter of(String videoJob) {
    var uid = UUID.nameUUIDFromBytes(videoJob.getBytes(StandardCharsets.UTF_8));
    return bare("{}")
        .key("uploads/" + videoJob + ".mp4")
        .with(
            DeadLetterAttributes.DETAILS,
            "{\"videoJob\":\"media/%s\",\"uid\":\"%s\",\"recordIndex\":0}".formatted(videoJob, uid))
        .failed("Transient", "InputOutputError");
  }

  /** One that SQS has moved. */
  static ALetter bare(String body) {
    return new ALetter(
        UUID.randomUUID().toString(), body, Map.of(), Moments.NOW.minus(Duration.ofHours(1)));
  }

  ALetter body(String said) {
    return new ALetter(id, said, attributes, diedAt);
  }

  ALetter key(String key) {
    return body("{\"url\": \"s3://videos-in/" + key + "\"}");
  }

  ALetter failed(String failureClass, String reason) {
    return with(DeadLetterAttributes.FAILURE_CLASS, failureClass)
        .with(DeadLetterAttributes.REASON, reason);
  }

  ALetter diedAt(Instant time) {
    return new ALetter(id, body, attributes, time);
  }

  private ALetter with(String name, String value) {
    var all = new HashMap<>(attributes);
    all.put(name, value);
    return new ALetter(id, body, all, diedAt);
  }

  ReceivedMessage received(String receipt, Instant now) {
    return new ReceivedMessage(id, body, attributes, receipt, now, diedAt, 1, null);
  }

  Letter read() {
    return Letter.of(received("r", Moments.NOW), READER);
  }
}
