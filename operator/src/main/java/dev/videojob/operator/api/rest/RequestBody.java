package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of a request, read once. */
final class RequestBody {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final ServerRequest request;
  private final int maxBytes;
  private final Duration patience;
  private final long begun = System.nanoTime();
  private boolean read;
  private boolean whole;

  /** The caller went away, or stopped sending. */
  static final class Left extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Left(Exception cause) {
      super(cause);
    }
  }

  /**
   * @param patience for which it may take to come
   */
  RequestBody(ServerRequest request, int maxBytes, Duration patience) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.patience = patience;
  }

  /** The JSON object that it is, or a refusal. */
  ObjectNode object() {
    requireJson();
    if (!(parsed(bytes()) instanceof ObjectNode object)) {
      throw Problem.of(
              Problem.Kind.BAD_REQUEST, "The body must be a JSON object, such as {\"queue\": …}.")
          .asRefusal();
    }
    return object;
  }

  private void requireJson() {
    var type = request.headers().contentType().map(MediaType::text).orElse("");
    if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw Problem.of(Problem.Kind.MEDIA_TYPE, "Send JSON, with Content-Type: application/json.")
          .asRefusal();
    }
  }

  private byte[] bytes() {
    var kept = new ByteArrayOutputStream();
    if (take(kept) > maxBytes) {
      throw tooLarge(maxBytes).asRefusal();
    }
    return kept.toByteArray();
  }

  /**
   * Reads to the end, keeps what may be kept, and counts all. A client that still writes when its
   * connection is closed does not see the answer: so also what is too large is read.
   */
  private long take(OutputStream kept) {
    read = true;
    if (!request.content().hasEntity()) {
      whole = true;
      return 0;
    }
    try {
      // Never closed: that would wait for the rest.
      var body = request.content().inputStream();
      long all = 0;
      // Byte by byte, of what has come: a read of more waits until all of that has come.
      for (var next = body.read(); next >= 0; next = body.read()) {
        if (all < maxBytes) {
          kept.write(next);
        }
        all++;
        refuseSlow();
      }
      whole = true;
      return all;
    } catch (RequestException e) {
      // More than is read in any case.
      throw tooLarge(maxBytes).asRefusal();
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new Left(e);
    }
  }

  private void refuseSlow() {
    if (System.nanoTime() - begun > patience.toNanos()) {
      throw Problem.of(
              Problem.Kind.TOO_SLOW,
              "The body must come within " + patience.toSeconds() + " seconds.")
          .asRefusal();
    }
  }

  static Problem tooLarge(int maxBytes) {
    return Problem.of(Problem.Kind.TOO_LARGE, "The body may have " + maxBytes + " bytes at most.");
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      return STRICT.readTree(bytes);
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      var at =
          where == null
              ? ""
              : " at line %d, column %d".formatted(where.getLineNr(), where.getColumnNr());
      throw Problem.of(
              Problem.Kind.BAD_REQUEST, "The body is not JSON" + at + ": " + e.getOriginalMessage())
          .asRefusal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what nobody has read, so that the caller sees the answer.
   *
   * @return whether all of it came
   */
  boolean drain() {
    if (!read) {
      try {
        var _ = take(OutputStream.nullOutputStream());
      } catch (Left | Refusal e) {
        LOG.debug("a body did not come", e);
      }
    }
    return whole;
  }
}
