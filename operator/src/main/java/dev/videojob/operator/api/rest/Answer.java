package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What a request is answered. */
public sealed interface Answer {
  /**
   * A document.
   *
   * @param location where what was made is found
   */
  record Document(int status, JsonNode body, @Nullable String location) implements Answer {}

  /** Nothing to say: 204. */
  record Nothing() implements Answer {}

  /** Events, as they happen. */
  record Events(Source source) implements Answer {}

  /** 200 with a document. */
  static Answer ok(JsonNode body) {
    return new Document(200, body, null);
  }

  /** 202: it will be done. */
  static Answer accepted(JsonNode body, @Nullable String location) {
    return new Document(202, body, location);
  }

  /** Writes events to a caller until there is nothing more to tell. */
  @FunctionalInterface
  interface Source {
    void writeTo(Sink sink) throws InterruptedException;
  }

  /** A caller who listens. Both methods throw {@link UncheckedIOException} when nobody does. */
  interface Sink {
    /** Sends an event. */
    void event(String id, String name, ObjectNode data);

    /** Sends what keeps the connection alive and means nothing. */
    void heartbeat();
  }
}
