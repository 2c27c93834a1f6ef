package dev.videojob.local.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.local.queue.LocalSqs;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

class LocalS3Test {
  private static final String IN = "videos-in";
  private static final String OUT = "videos-out";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIVE_MIB = 5 << 20;

  @TempDir private static Path directory;

  private static LocalSqs queues;
  private static LocalS3 objects;
  private static S3Client s3;
  private static SqsClient sqs;
  private static String queueUrl;

  @BeforeAll
  static void start() {
    queues = LocalSqs.start(0, "eu-west-1", LocalSqs.Queues.DEFAULT);
    objects =
        LocalS3.start(
            LocalS3.Options.loopback(
                directory, 0, "eu-west-1", "AKIALOCAL", "a-secret", List.of(IN, OUT)),
            Map.of(IN, body -> queues.send("video-uploads", body)));
    queueUrl = queues.queueUrl("video-uploads");
    s3 = client("a-secret");
    sqs =
        SqsClient.builder()
            .endpointOverride(queues.endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(credentials("a-secret"))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @AfterAll
  static void stop() {
    s3.close();
    sqs.close();
    objects.close();
    queues.close();
  }

  @BeforeEach
  void emptyTheQueue() {
    while (!receive(0).isEmpty()) {
      assertThat(queueUrl).isNotEmpty();
    }
  }

  @Test
  void a_put_is_told_in_the_shape_that_aws_sends() throws Exception {
    s3.putObject(r -> r.bucket(IN).key("in/clip 1.mp4"), RequestBody.fromString("hello"));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(IN).key("in/clip 1.mp4"));

    JsonNode body = JSON.readTree(onlyMessage());

    assertThat(names(body)).containsExactly("Records");
    assertThat(body.get("Records")).hasSize(1);
    JsonNode event = body.at("/Records/0");
    assertThat(names(event))
        .containsExactly(
            "eventVersion",
            "eventSource",
            "awsRegion",
            "eventTime",
            "eventName",
            "userIdentity",
            "requestParameters",
            "responseElements",
            "s3");
    assertThat(event.at("/eventVersion").asText()).isEqualTo("2.1");
    assertThat(event.at("/eventSource").asText()).isEqualTo("aws:s3");
    assertThat(event.at("/awsRegion").asText()).isEqualTo("eu-west-1");
    assertThat(event.at("/eventTime").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(event.at("/eventName").asText()).isEqualTo("ObjectCreated:Put");
    assertThat(event.at("/userIdentity/principalId").asText()).isEqualTo("AWS:AKIALOCAL");
    assertThat(event.at("/requestParameters/sourceIPAddress").asText()).isEqualTo("127.0.0.1");
    assertThat(event.at("/responseElements/x-amz-request-id").asText()).matches("[0-9A-F]{16}");
    assertThat(event.at("/responseElements/x-amz-id-2").asText()).isNotEmpty();
    JsonNode told = event.get("s3");
    assertThat(names(told))
        .containsExactly("s3SchemaVersion", "configurationId", "bucket", "object");
    assertThat(told.at("/s3SchemaVersion").asText()).isEqualTo("1.0");
    assertThat(told.at("/configurationId").asText()).isNotEmpty();
    assertThat(told.at("/bucket/name").asText()).isEqualTo(IN);
    assertThat(told.at("/bucket/ownerIdentity/principalId").asText()).isNotEmpty();
    assertThat(told.at("/bucket/arn").asText()).isEqualTo("arn:aws:s3:::" + IN);
    assertThat(told.at("/object/key").asText()).isEqualTo("in/clip+1.mp4");
    assertThat(told.at("/object/size").isNumber()).isTrue();
    assertThat(told.at("/object/size").asLong()).isEqualTo(5);
    assertThat(told.at("/object/eTag").asText()).isEqualTo(head.eTag().replace("\"", ""));
    assertThat(told.at("/object/sequencer").asText()).matches("[0-9A-F]{18}");
  }

  @Test
  void the_sequencer_of_a_later_write_is_greater() throws Exception {
    s3.putObject(r -> r.bucket(IN).key("twice"), RequestBody.fromString("1"));
    String first = JSON.readTree(onlyMessage()).at("/Records/0/s3/object/sequencer").asText();
    s3.putObject(r -> r.bucket(IN).key("twice"), RequestBody.fromString("2"));
    String second = JSON.readTree(onlyMessage()).at("/Records/0/s3/object/sequencer").asText();

    assertThat(second).isGreaterThan(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space.mp4",
        "Überraschung/日本語 🎬.mp4",
        "a+b&c=d%25e.mp4",
        "100% (final)'s ~ok!.mp4",
        "semi;colon,comma@at#hash?question.mp4"
      })
  void an_odd_key_comes_back_unchanged_by_put_copy_and_multipart(String key) throws Exception {
    s3.putObject(r -> r.bucket(IN).key(key), RequestBody.fromString("odd"));
    assertThat(toldKey("Put")).isEqualTo(key);

    s3.copyObject(
        r -> r.sourceBucket(IN).sourceKey(key).destinationBucket(IN).destinationKey("copy/" + key));
    assertThat(toldKey("Copy")).isEqualTo("copy/" + key);

    multipart(IN, "parts/" + key, bytes(FIVE_MIB), bytes(10));
    assertThat(toldKey("CompleteMultipartUpload")).isEqualTo("parts/" + key);

    assertThat(s3.getObjectAsBytes(r -> r.bucket(IN).key(key)).asUtf8String()).isEqualTo("odd");
    assertThat(keys(IN)).contains(key, "copy/" + key, "parts/" + key);
    s3.deleteObjects(
        r ->
            r.bucket(IN)
                .delete(d -> d.objects(List.of(id(key), id("copy/" + key), id("parts/" + key)))));
    assertThat(keys(IN)).doesNotContain(key, "copy/" + key, "parts/" + key);
  }

  @Test
  void the_output_bucket_is_silent() {
    s3.putObject(r -> r.bucket(OUT).key("x"), RequestBody.fromString("x"));
    s3.copyObject(
        r -> r.sourceBucket(OUT).sourceKey("x").destinationBucket(OUT).destinationKey("y"));

    assertThat(receive(0)).isEmpty();
  }

  @Test
  void a_range_and_a_copied_part_are_the_bytes_asked_for() {
    byte[] source = bytes(FIVE_MIB + 100);
    s3.putObject(r -> r.bucket(OUT).key("source"), RequestBody.fromBytes(source));

    byte[] range =
        s3.getObjectAsBytes(r -> r.bucket(OUT).key("source").range("bytes=10-19")).asByteArray();
    String upload = s3.createMultipartUpload(r -> r.bucket(OUT).key("target")).uploadId();
    String tag =
        s3.uploadPartCopy(
                r ->
                    r.sourceBucket(OUT)
                        .sourceKey("source")
                        .copySourceRange("bytes=100-" + (FIVE_MIB + 99))
                        .destinationBucket(OUT)
                        .destinationKey("target")
                        .uploadId(upload)
                        .partNumber(1))
            .copyPartResult()
            .eTag();
    s3.completeMultipartUpload(
        r ->
            r.bucket(OUT)
                .key("target")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(part(1, tag))));

    assertThat(range).isEqualTo(Arrays.copyOfRange(source, 10, 20));
    assertThat(s3.getObjectAsBytes(r -> r.bucket(OUT).key("target")).asByteArray())
        .isEqualTo(Arrays.copyOfRange(source, 100, FIVE_MIB + 100));
  }

  @Test
  void a_conditional_put_does_not_replace_what_is_there() {
    s3.putObject(r -> r.bucket(OUT).key("once").ifNoneMatch("*"), RequestBody.fromString("1"));

    assertThatThrownBy(
            () ->
                s3.putObject(
                    r -> r.bucket(OUT).key("once").ifNoneMatch("*"), RequestBody.fromString("2")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    assertThat(s3.getObjectAsBytes(r -> r.bucket(OUT).key("once")).asUtf8String()).isEqualTo("1");
  }

  @Test
  void what_is_not_there_is_404_and_a_wrong_secret_403() {
    assertThatThrownBy(() -> s3.headObject(r -> r.bucket(IN).key("nothing")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    assertThatThrownBy(() -> s3.headObject(r -> r.bucket("no-such-bucket").key("nothing")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    try (S3Client stranger = client("another-secret")) {
      assertThatThrownBy(() -> stranger.listObjectsV2(r -> r.bucket(IN)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  private static S3Client client(String secret) {
    return S3Client.builder()
        .endpointOverride(objects.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(credentials(secret))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIALOCAL", secret));
  }

  private static void multipart(String bucket, String key, byte[]... contents) {
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    CompletedPart[] parts = new CompletedPart[contents.length];
    for (int i = 0; i < contents.length; i++) {
      int number = i + 1;
      String tag =
          s3.uploadPart(
                  r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                  RequestBody.fromBytes(contents[i]))
              .eTag();
      parts[i] = part(number, tag);
    }
    s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
  }

  private static CompletedPart part(int number, String tag) {
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private static ObjectIdentifier id(String key) {
    return ObjectIdentifier.builder().key(key).build();
  }

  private static List<String> keys(String bucket) {
    return s3.listObjectsV2(r -> r.bucket(bucket)).contents().stream().map(S3Object::key).toList();
  }

  private static String toldKey(String operation) throws Exception {
    JsonNode event = JSON.readTree(onlyMessage()).at("/Records/0");
    assertThat(event.at("/eventName").asText()).isEqualTo("ObjectCreated:" + operation);
    return URLDecoder.decode(event.at("/s3/object/key").asText(), StandardCharsets.UTF_8);
  }

  private static String onlyMessage() {
    List<Message> messages = receive(2);
    assertThat(messages).hasSize(1);
    return messages.getFirst().body();
  }

  private static List<Message> receive(int waitSeconds) {
    List<Message> messages =
        sqs.receiveMessage(
                r -> r.queueUrl(queueUrl).maxNumberOfMessages(10).waitTimeSeconds(waitSeconds))
            .messages();
    messages.forEach(
        m -> sqs.deleteMessage(r -> r.queueUrl(queueUrl).receiptHandle(m.receiptHandle())));
    return messages;
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 255);
    }
    return bytes;
  }
}
