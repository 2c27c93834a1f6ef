package dev.videojob.chaos.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An S3 event notification that we send in S3's place. */
public final class S3Event {
  private S3Event() {}

  /**
   * An object that was uploaded.
   *
   * @param etag its entity tag without quotation marks
   * @param size in bytes
   */
  public record Uploaded(Film film, String etag, long size) {}

  /** The body of one message about objects. */
  public static String of(List<Uploaded> objects) {
    var body = JsonNodeFactory.instance.objectNode();
    var records = body.putArray("Records");
    objects.stream().map(S3Event::event).forEach(records::add);
    return body.toString();
  }

  private static ObjectNode event(Uploaded uploaded) {
    var event =
        JsonNodeFactory.instance
            .objectNode()
            .put("eventVersion", "2.1")
            .put("eventSource", "aws:s3")
            .put("eventName", "ObjectCreated:Put");
    var s3 = event.putObject("s3");
    s3.putObject("bucket").put("name", uploaded.film().bucket());
    s3.putObject("object")
        .put("key", formEncoded(uploaded.film().key()))
        .put("size", uploaded.size())
        .put("eTag", uploaded.etag())
        .put("sequencer", "0055AED6DCD90281E5");
    return event;
  }

  private static String formEncoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }
}
