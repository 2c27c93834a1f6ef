package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.media.type.MediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The body of a request, read once. */
final class RequestBody {
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final ServerRequest request;
  private final int maxBytes;
  private boolean read;

  RequestBody(ServerRequest request, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
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
    read = true;
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (var body = request.content().inputStream()) {
      var bytes = body.readNBytes(maxBytes);
      if (body.transferTo(OutputStream.nullOutputStream()) > 0) {
        throw tooLarge(maxBytes).asRefusal();
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("a request could not be read", e);
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
   * Reads what nobody has read: a client that still writes when its connection is closed does not
   * see the answer.
   */
  void drain() {
    if (read || !request.content().hasEntity()) {
      return;
    }
    read = true;
    try (var body = request.content().inputStream()) {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("a request could not be read", e);
    }
  }
}
