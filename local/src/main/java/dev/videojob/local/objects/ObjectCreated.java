package dev.videojob.local.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * One S3 event notification about a new object, in the shape that AWS sends to SQS.
 *
 * @param operation what made the object
 * @param region the bucket's region
 * @param bucket the bucket's name
 * @param key the object's key as its owner wrote it; the notification carries it form-encoded
 * @param size the object's size in bytes
 * @param eTag the entity tag without quotation marks
 * @param sequencer orders the events of one key: a hexadecimal number that grows
 * @param principal who wrote the object: an access key id
 * @param requestId names the request that wrote it
 * @param time when the object was complete
 */
record ObjectCreated(
    Operation operation,
    String region,
    String bucket,
    String key,
    long size,
    String eTag,
    long sequencer,
    String principal,
    String requestId,
    Instant time) {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** What made an object, by the names in {@code eventName}. */
  enum Operation {
    PUT("Put"),
    COPY("Copy"),
    COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload");

    private final String wireName;

    Operation(String wireName) {
      this.wireName = wireName;
    }
  }

  /** The notification as the body of an SQS message. */
  String toJson() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("Records").add(toRecord());
    return body.toString();
  }

  private ObjectNode toRecord() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("eventVersion", "2.1");
    event.put("eventSource", "aws:s3");
    event.put("awsRegion", region);
    event.put("eventTime", MILLIS.format(time));
    event.put("eventName", "ObjectCreated:" + operation.wireName);
    event.putObject("userIdentity").put("principalId", "AWS:" + principal);
    event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
    event
        .putObject("responseElements")
        .put("x-amz-request-id", requestId)
        .put("x-amz-id-2", "local/" + requestId);
    event.set("s3", toS3());
    return event;
  }

  private ObjectNode toS3() {
    ObjectNode s3 = JsonNodeFactory.instance.objectNode();
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", "videojob-uploads");
    ObjectNode bucketNode = s3.putObject("bucket");
    bucketNode.put("name", bucket);
    bucketNode.putObject("ownerIdentity").put("principalId", "LOCALOWNER");
    bucketNode.put("arn", "arn:aws:s3:::" + bucket);
    s3.putObject("object")
        .put("key", formEncoded(key))
        .put("size", size)
        .put("eTag", eTag)
        .put("sequencer", "%018X".formatted(sequencer));
    return s3;
  }

  /** S3 encodes keys like a form, with the slashes left as they are. */
  private static String formEncoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }
}
