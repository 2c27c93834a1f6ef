package dev.videojob.operator.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A document for tests of stores: {@code ADocument.of("uid-1").revision(2).build()}. */
final class ADocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String uid;
  private final ObjectNode body = JSON.createObjectNode();
  private long revision = 1;

  private ADocument(String uid) {
    this.uid = uid;
    body.put("namespace", "media").put("name", "name-of-" + uid).put("uid", uid);
  }

  static ADocument of(String uid) {
    return new ADocument(uid);
  }

  ADocument revision(long number) {
    revision = number;
    return this;
  }

  ADocument with(String field, String text) {
    body.put(field, text);
    return this;
  }

  ADocument with(String field, JsonNode value) {
    body.set(field, value);
    return this;
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  JobDocument build() {
    body.put("revision", revision);
    return new JobDocument(uid, revision, json(body.toString()));
  }
}
