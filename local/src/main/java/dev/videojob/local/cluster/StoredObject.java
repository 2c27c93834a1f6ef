package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One version of an object. The tree must not be changed: readers share it.
 *
 * @param key where it is
 * @param json the object
 * @param revision its resource version
 * @param text the object as it goes over the wire, made once and sent to every list and watch
 */
record StoredObject(ObjectKey key, ObjectNode json, long revision, String text) {
  static StoredObject of(ObjectKey key, ObjectNode json, long revision) {
    ((ObjectNode) json.get("metadata")).put("resourceVersion", Long.toString(revision));
    return new StoredObject(key, json, revision, json.toString());
  }

  JsonNode metadata() {
    return json.path("metadata");
  }

  String uid() {
    return metadata().path("uid").asText();
  }

  boolean deleting() {
    return metadata().has("deletionTimestamp");
  }

  boolean hasFinalizers() {
    return !metadata().path("finalizers").isEmpty();
  }

  ObjectNode copy() {
    return json.deepCopy();
  }
}
