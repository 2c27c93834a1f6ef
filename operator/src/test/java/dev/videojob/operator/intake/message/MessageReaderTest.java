package dev.videojob.operator.intake.message;

import static dev.videojob.operator.intake.Messages.message;
import static dev.videojob.operator.intake.Messages.s3Event;
import static dev.videojob.operator.intake.Messages.s3Record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.Identity;
import dev.videojob.api.v1alpha1.TaskSpecBuilder;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecMappingBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Reading read(String body) {
    return read(body, mapping -> mapping);
  }

  private static Reading read(String body, UnaryOperator<VideoQueueSpecMappingBuilder> change) {
    VideoQueueSpec queue =
        VideoQueueSpecBuilder.builder()
            .mapping(change.apply(VideoQueueSpecMappingBuilder.builder()).build())
            .build();
    return new MessageReader(queue).read(message(body));
  }

  private static WorkRequest one(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Work.class);
    List<WorkRequest> requests = ((Reading.Work) reading).requests();
    assertThat(requests).hasSize(1);
    return requests.getFirst();
  }

  private static String fault(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.NotUnderstood.class);
    return ((Reading.NotUnderstood) reading).reason();
  }

  private static String ignored(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Ignorable.class);
    return ((Reading.Ignorable) reading).reason();
  }

  @Nested
  class AnS3Notification {
    @Test
    void becomesWorkOnTheObject() {
      WorkRequest request = one(read(s3Event("uploads", "in/clip.mp4", "0A1B2C3D4E5F678901")));

      assertThat(request.sourceUri()).isEqualTo("s3://uploads/in/clip.mp4");
      assertThat(request.etag()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
      assertThat(request.sizeBytes()).isEqualTo(1024);
      assertThat(request.sequencer()).isEqualTo("0A1B2C3D4E5F678901");
      assertThat(request.versionId()).isNull();
      assertThat(request.profile()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
      "my+holiday.mp4, my holiday.mp4",
      "a%2Bb.mp4, a+b.mp4",
      "M%C3%BCnchen+2024/%E6%98%A0%E7%94%BB.mp4, München 2024/映画.mp4",
      "%F0%9F%8E%AC.mov, 🎬.mov",
      "100%25.mp4, 100%.mp4",
      "a/b%2Fc.mp4, a/b/c.mp4",
    })
    void hasFormEncodedKeys(String encoded, String key) {
      assertThat(one(read(s3Event("uploads", encoded, "01"))).sourceUri())
          .isEqualTo("s3://uploads/" + key);
    }

    @Test
    void namesTheVersionWhereTheBucketHasVersions() {
      String body =
          s3Event("uploads", "clip.mp4", "01")
              .replace("\"sequencer\"", "\"versionId\":\"096fKKXTRTtl3on89fVO\",\"sequencer\"");

      WorkRequest request = one(read(body));

      assertThat(request.versionId()).isEqualTo("096fKKXTRTtl3on89fVO");
      assertThat(request.identity())
          .isEqualTo(
              new WorkIdentity.OfObject(
                  "uploads", "clip.mp4", "096fKKXTRTtl3on89fVO", null, null, null));
    }

    @Test
    void withSeveralRecordsIsSeveralPiecesOfWork() {
      String body =
          "{\"Records\":[%s,%s,%s]}"
              .formatted(
                  s3Record("ObjectCreated:Put", "uploads", "a.mp4", "01"),
                  s3Record("ObjectRemoved:Delete", "uploads", "b.mp4", "02"),
                  s3Record("ObjectCreated:CompleteMultipartUpload", "uploads", "c.mp4", "03"));

      assertThat(read(body)).isInstanceOf(Reading.Work.class);
      assertThat(((Reading.Work) read(body)).requests())
          .extracting(WorkRequest::sourceUri)
          .containsExactly("s3://uploads/a.mp4", "s3://uploads/c.mp4");
    }

    @Test
    void withARecordTwiceIsOnePieceOfWork() {
      String record = s3Record("ObjectCreated:Put", "uploads", "a.mp4", "01");

      one(read("{\"Records\":[%s,%s]}".formatted(record, record)));
    }

    @Test
    void ofALaterMinorVersionWithUnknownFieldsIsUnderstood() {
      String body =
          s3Event("uploads", "a.mp4", "01")
              .replace("\"2.1\"", "\"2.9\"")
              .replace("\"eventSource\"", "\"novelty\":{\"x\":[1]},\"eventSource\"");

      assertThat(one(read(body)).sourceUri()).isEqualTo("s3://uploads/a.mp4");
    }

    @Test
    void ofAnotherStoreThatCopiesTheShapeIsUnderstood() {
      String body =
          s3Event("uploads", "a.mp4", "01")
              .replace("aws:s3\"", "minio:s3\"")
              .replace("ObjectCreated:Put", "s3:ObjectCreated:Put");

      assertThat(one(read(body)).sourceUri()).isEqualTo("s3://uploads/a.mp4");
    }

    @Test
    void ofAnotherMajorVersionIsNot() {
      assertThat(fault(read(s3Event("uploads", "a.mp4", "01").replace("\"2.1\"", "\"3.0\""))))
          .isEqualTo(
              "Records[0].eventVersion is the string \"3.0\"; only major version 2 is understood.");
    }

    @Test
    void withoutAKeyIsNot() {
      assertThat(fault(read(s3Event("uploads", "", "01"))))
          .isEqualTo("Records[0].s3.object.key is the string \"\"; write a non-empty string.");
    }

    @Test
    void withAKeyThatIsNotEncodedIsNot() {
      assertThat(fault(read(s3Event("uploads", "50%zz.mp4", "01"))))
          .startsWith("Records[0].s3.object.key is \"50%zz.mp4\", which is not form-encoded");
    }

    @Test
    void ofAnotherServiceIsNot() {
      assertThat(fault(read("{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{}}]}")))
          .contains("Records[0] is not of S3");
    }

    @Test
    void ofRemovalsOnlyAsksForNothing() {
      String body =
          "{\"Records\":[%s]}".formatted(s3Record("ObjectRemoved:Delete", "uploads", "a", "01"));

      assertThat(ignored(read(body)))
          .isEqualTo(
              "The S3 notification tells of ObjectRemoved:Delete; only created objects make work.");
    }

    @Test
    void ofAFolderAsksForNothing() {
      String body = s3Event("uploads", "folder/", "01").replace("\"size\":1024", "\"size\":0");

      assertThat(ignored(read(body))).contains("the creation of a folder");
    }

    @Test
    void withoutRecordsAsksForNothing() {
      assertThat(ignored(read("{\"Records\":[]}")))
          .isEqualTo("The S3 notification has no records.");
    }

    @Test
    void thatIsATestAsksForNothing() {
      String body =
          """
          {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z",
           "Bucket":"bucketname","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8"}
          """;

      assertThat(ignored(read(body))).isEqualTo("S3 sent its test event.");
    }
  }

  @Nested
  class AnSnsEnvelope {
    private String envelope(String inner) {
      return JSON.createObjectNode()
          .put("Type", "Notification")
          .put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324")
          .put("TopicArn", "arn:aws:sns:us-west-2:123456789012:MyTopic")
          .put("Subject", "Amazon S3 Notification")
          .put("Message", inner)
          .put("Timestamp", "2012-05-02T00:54:06.655Z")
          .put("SignatureVersion", "1")
          .toString();
    }

    @Test
    void isReadForTheS3NotificationInIt() {
      assertThat(one(read(envelope(s3Event("uploads", "my+clip.mp4", "01")))).sourceUri())
          .isEqualTo("s3://uploads/my clip.mp4");
    }

    @Test
    void isReadForTheTestEventInIt() {
      assertThat(ignored(read(envelope("{\"Event\":\"s3:TestEvent\"}")))).contains("test event");
    }

    @Test
    void isReadForThePlainMessageInIt() {
      WorkRequest request = one(read(envelope("{\"url\":\"s3://uploads/a.mp4\",\"id\":7}")));

      assertThat(request.sourceUri()).isEqualTo("s3://uploads/a.mp4");
      assertThat(request.id()).isEqualTo("7");
    }

    @Test
    void aroundTextIsNotUnderstood() {
      assertThat(fault(read(envelope("hello")))).startsWith("The message is not JSON at line 1");
    }
  }

  @Nested
  class AnEventBridgeEvent {
    private String event(String type, String key) {
      return """
          {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"%s",
           "source":"aws.s3","account":"111122223333","time":"2021-11-12T00:00:00Z",
           "region":"ca-central-1","resources":["arn:aws:s3:::uploads"],
           "detail":{"version":"0","bucket":{"name":"uploads"},
            "object":{"key":"%s","size":5,"etag":"b1946ac92492d2347c6235b4d2611184",
             "version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"},
            "request-id":"N4N7GDK58NMKJ12R","requester":"123456789012",
            "source-ip-address":"1.2.3.4","reason":"PutObject"}}
          """
          .formatted(type, key);
    }

    @Test
    void hasPlainKeys() {
      WorkRequest request = one(read(event("Object Created", "a+b c%20ü.mp4")));

      assertThat(request.sourceUri()).isEqualTo("s3://uploads/a+b c%20ü.mp4");
      assertThat(request.versionId()).isEqualTo("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e");
      assertThat(request.etag()).isEqualTo("b1946ac92492d2347c6235b4d2611184");
      assertThat(request.sequencer()).isEqualTo("617f08299329d189");
      assertThat(request.sizeBytes()).isEqualTo(5);
    }

    @Test
    void ofAnotherTypeAsksForNothing() {
      assertThat(ignored(read(event("Object Deleted", "a.mp4"))))
          .isEqualTo("The event is \"Object Deleted\"; only Object Created makes work.");
    }

    @Test
    void isTheSameWorkAsTheNotificationOfTheSameUpload() {
      String notification =
          s3Event("uploads", "a+b.mp4", "617f08299329d189")
              .replace("d41d8cd98f00b204e9800998ecf8427e", "b1946ac92492d2347c6235b4d2611184")
              .replace(
                  "\"sequencer\"",
                  "\"versionId\":\"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e\",\"sequencer\"");

      assertThat(one(read(event("Object Created", "a b.mp4"))).identity())
          .isEqualTo(one(read(notification)).identity());
    }
  }

  /** The queue has a task for articles, and one for a class that is told apart by nothing. */
  @Nested
  class AMessageOfATask {
    private Reading read(String body) {
      VideoQueueSpec queue =
          VideoQueueSpecBuilder.builder()
              .tasks(
                  List.of(
                      new VideoQueueSpec.ClassTask(
                          "article",
                          TaskSpecBuilder.builder()
                              .http(TaskSpecHttpBuilder.builder().url("https://a/b").build())
                              .build())))
              .build();
      return new MessageReader(queue).read(message(body));
    }

    @Test
    void needsNoMedia() {
      WorkRequest request =
          one(read("{\"jobId\": 7, \"job_type\": \"article\", \"payload\": {\"title\": \"A\"}}"));

      assertThat(request.sourceUri()).isNull();
      assertThat(request.className()).isEqualTo("article");
      assertThat(request.payload()).isEqualTo(JSON.createObjectNode().put("title", "A"));
    }

    @ParameterizedTest
    @CsvSource({"s3://b-1/k, s3://b-1/k", "some words, ", "ftp://host/a, "})
    void mayHaveMediaOrSomethingElseOfThatName(String url, @Nullable String source) {
      WorkRequest request =
          one(read("{\"job_type\": \"article\", \"url\": \"%s\"}".formatted(url)));

      assertThat(request.sourceUri()).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"video", ""})
    void ofAnotherClassIsATranscodeAndNeedsMedia(String className) {
      assertThat(fault(read("{\"job_type\": \"%s\"}".formatted(className))))
          .startsWith("The message has no address of the media");
    }

    @Test
    void mustCarryItsPayload() {
      String large = "{\"text\": \"" + "x".repeat(16 * 1024) + "\"}";

      assertThat(fault(read("{\"job_type\": \"article\", \"payload\": %s}".formatted(large))))
          .contains("$.payload", "16395 bytes", "at most 16384 bytes");
      assertThat(fault(read("{\"job_type\": \"article\", \"payload\": [1]}")))
          .contains("$.payload", "write a JSON object");
    }
  }

  @Nested
  class APlainMessage {
    @Test
    void isReadByTheDefaultsForTheOldWorkersMessages() {
      WorkRequest request =
          one(
              read(
                  """
                  {"action":"process_video","video_id":"v-17","url":"s3://uploads/v 17.mp4",
                   "quality":"720p","priority":"high","job_type":"video",
                   "payload":{"title":"A"},"metadata":{"tenant":"t1","n":3,"ok":true,"x":null,
                   "tags":["a"]}}
                  """));

      assertThat(request.id()).isEqualTo("v-17");
      assertThat(request.sourceUri()).isEqualTo("s3://uploads/v 17.mp4");
      assertThat(request.profile()).isEqualTo("mp4-720p");
      assertThat(request.priority()).isEqualTo(90);
      assertThat(request.className()).isEqualTo("video");
      assertThat(request.payload()).hasToString("{\"title\":\"A\"}");
      assertThat(request.metadata())
          .isEqualTo(Map.of("tenant", "t1", "n", "3", "ok", "true", "tags", "[\"a\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"video_id", "videoId", "job_id", "jobId", "id"})
    void mayNameItsIdInManyWays(String field) {
      assertThat(one(read("{\"%s\":12,\"url\":\"s3://b-1/k\"}".formatted(field))).id())
          .isEqualTo("12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "video_url", "videoUrl", "s3_key", "s3Key", "key"})
    void mayNameItsAddressInManyWays(String field) {
      assertThat(
              one(read("{\"%s\":\"in/a.mp4\",\"bucket\":\"uploads\"}".formatted(field)))
                  .sourceUri())
          .isEqualTo("s3://uploads/in/a.mp4");
    }

    @Test
    void withABareKeyMayRelyOnTheQueuesBucket() {
      Reading reading = read("{\"key\":\"a.mp4\"}", mapping -> mapping.defaultBucket("uploads"));

      assertThat(one(reading).sourceUri()).isEqualTo("s3://uploads/a.mp4");
    }

    @Test
    void withABareKeyAndNoBucketIsNotUnderstood() {
      assertThat(fault(read("{\"key\":\"a.mp4\"}")))
          .isEqualTo(
              "$.key is the bare key \"a.mp4\" and the message names no bucket: none of $.bucket"
                  + " yields a value; add one or set spec.mapping.defaultBucket on the queue.");
    }

    @Test
    void withoutAnAddressIsNotUnderstood() {
      assertThat(fault(read("{\"id\":1,\"url\":\" \"}")))
          .isEqualTo(
              "The message has no address of the media: none of $.url, $.video_url, $.videoUrl,"
                  + " $.s3_key, $.s3Key, $.key yields a value.");
    }

    @Test
    void withAnAddressOfAnotherKindIsNotUnderstood() {
      assertThat(fault(read("{\"url\":\"ftp://host/a.mp4\"}")))
          .isEqualTo(
              "The address \"ftp://host/a.mp4\" in $.url is neither s3://BUCKET/KEY nor an http(s)"
                  + " address; write one of these.");
    }

    @Test
    void withAnObjectForTextIsNotUnderstood() {
      assertThat(fault(read("{\"url\":{\"href\":\"s3://b/k\"}}")))
          .isEqualTo("$.url is an object; write a string or a number.");
    }

    @ParameterizedTest
    @CsvSource({"high,90", "Medium,50", "LOW,10", "0,0", "100,100", "70,70", "7.0,7"})
    void mayHaveAPriority(String written, int priority) {
      assertThat(
              one(read("{\"url\":\"s3://b-1/k\",\"priority\":\"%s\"}".formatted(written)))
                  .priority())
          .isEqualTo(priority);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "-1", "7.5", "\"urgent\"", "1e9"})
    void withAPriorityThatIsNoneIsNotUnderstood(String written) {
      assertThat(fault(read("{\"url\":\"s3://b-1/k\",\"priority\":%s}".formatted(written))))
          .startsWith("$.priority is the ")
          .endsWith("; write high, medium, low or a whole number from 0 to 100.");
    }

    @Test
    void namesItsProfileByTheQueuesWordsFirst() {
      UnaryOperator<VideoQueueSpecMappingBuilder> aliases =
          mapping -> mapping.profileAliases(Map.of("720p", "small", "1080p", "large"));

      assertThat(one(read("{\"url\":\"s3://b-1/k\",\"quality\":\"720p\"}", aliases)).profile())
          .isEqualTo("small");
      assertThat(one(read("{\"url\":\"s3://b-1/k\",\"quality\":\"audio\"}", aliases)).profile())
          .isEqualTo("audio-only");
      assertThat(one(read("{\"url\":\"s3://b-1/k\",\"quality\":\"odd\"}", aliases)).profile())
          .isEqualTo("odd");
    }

    @Test
    void keepsALargePayloadInItsBodyOnly() {
      String body =
          "{\"url\":\"s3://b-1/k\",\"payload\":{\"text\":\"%s\"}}".formatted("x".repeat(17_000));

      assertThat(one(read(body)).payload()).isNull();
    }

    @Test
    void isWorkOfItsOwnUnlessTheQueueGoesByIds() {
      String body = "{\"id\":\"a\",\"url\":\"s3://b-1/k\"}";

      assertThat(one(read(body)).identity()).isInstanceOf(WorkIdentity.OfMessage.class);
      assertThat(one(read(body, mapping -> mapping.identity(Identity.MAPPED_ID))).identity())
          .isEqualTo(new WorkIdentity.OfMappedId("a"));
    }

    @Test
    void withoutAnIdIsNotUnderstoodWhereTheQueueGoesByIds() {
      assertThat(
              fault(
                  read(
                      "{\"url\":\"s3://b-1/k\"}", mapping -> mapping.identity(Identity.MAPPED_ID))))
          .startsWith("The message has no id: none of $.video_id,")
          .endsWith("mapping.identity is MappedId.");
    }

    @Test
    void isReadByTheQueuesOwnPaths() {
      Reading reading =
          read(
              "{\"video\":{\"files\":[{\"at\":\"s3://b-1/k\"}]}}",
              mapping -> mapping.url(List.of("$.nothing", "$.video.files[*].at")));

      assertThat(one(reading).sourceUri()).isEqualTo("s3://b-1/k");
    }
  }

  @Nested
  class Anything {
    @Test
    void thatIsNotJsonIsNotUnderstoodAndSaysWhere() {
      assertThat(fault(read("{\"url\": oops}")))
          .startsWith("The message is not JSON at line 1, column 9: Unrecognized token 'oops'");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[1]|The message is an array; write a JSON object.",
          "\"x\"|The message is the string \"x\"; write a JSON object.",
          "null|The message is null; write a JSON object.",
          "42|The message is the number 42; write a JSON object."
        })
    void thatIsNotAnObjectIsNotUnderstood(String body, String sentence) {
      assertThat(fault(read(body))).isEqualTo(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{} {}", "{\"Records\":[null]}", "{\"Records\":[[]]}"})
    void elseThatIsBrokenIsNotUnderstood(String body) {
      assertThat(fault(read(body))).endsWith(".");
    }

    @Test
    void thatIsNestedAbsurdlyDeepIsNotUnderstood() {
      assertThat(fault(read("{\"a\":".repeat(5000)))).startsWith("The message is not JSON");
    }
  }

  @Test
  void aMappingThatIsNoJsonPathIsRefusedByItsField() {
    VideoQueueSpec queue =
        VideoQueueSpecBuilder.builder()
            .mapping(VideoQueueSpecMappingBuilder.builder().url(List.of("$.a", "$[")).build())
            .build();

    assertThatThrownBy(() -> new MessageReader(queue))
        .isInstanceOf(InvalidMappingException.class)
        .hasMessageStartingWith("spec.mapping.url[1] is \"$[\", which is not a JSONPath:");
  }
}
