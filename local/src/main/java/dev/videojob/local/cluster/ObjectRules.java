package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the API server makes of an object that a client sends: pure functions over trees. */
final class ObjectRules {
  /** Fields that only the server writes. */
  private static final List<String> SERVER_FIELDS =
      List.of(
          "uid",
          "creationTimestamp",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "resourceVersion",
          "selfLink",
          "managedFields");

  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_NAME = 253;

  /** Without vowels and look-alikes, as the real server's. */
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private ObjectRules() {}

  /** The new object as it is stored, with its identity and without what clients may not set. */
  static ObjectNode created(ObjectKey key, ObjectNode body) {
    if (!body.at("/metadata/resourceVersion").asText("").isEmpty()) {
      throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
    }
    ObjectNode object = typed(key, body);
    ObjectNode metadata = Defaults.child(object, "metadata");
    metadata.remove(SERVER_FIELDS);
    place(key, metadata);
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now());
    if (key.type().generation()) {
      metadata.put("generation", 1);
    }
    if (key.type().status()) {
      object.remove("status");
    }
    Defaults.onCreate(key.type(), object);
    return object;
  }

  /** The object after a write to it: the old status, and a new generation if the spec changed. */
  static ObjectNode updated(StoredObject old, ObjectNode body) {
    ObjectKey key = old.key();
    checkVersion(old, body);
    ObjectNode object = typed(key, body);
    keepServerFields(old, object);
    if (key.type().status()) {
      restore(object, "status", old.json().get("status"));
    }
    Defaults.onWrite(key.type(), object);
    checkImmutable(old, object);
    if (key.type().generation() && !desired(old.json()).equals(desired(object))) {
      bumpGeneration(object);
    }
    return object;
  }

  /** The object after a write to its status: everything else as it was. */
  static ObjectNode statusUpdated(StoredObject old, ObjectNode body) {
    checkVersion(old, body);
    ObjectNode object = old.copy();
    restore(object, "status", body.get("status"));
    return object;
  }

  static void bumpGeneration(ObjectNode object) {
    ObjectNode metadata = Defaults.child(object, "metadata");
    metadata.put("generation", metadata.path("generation").asLong() + 1);
  }

  static boolean same(ObjectNode a, ObjectNode b) {
    return a.equals(b);
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static void checkName(ResourceType type, String name) {
    if (name.length() > MAX_NAME || !SUBDOMAIN.matcher(name).matches()) {
      throw ApiError.invalid(
          type, name, "metadata.name: must be a lowercase RFC 1123 subdomain of at most 253");
    }
  }

  static String generatedName(String prefix) {
    StringBuilder name = new StringBuilder(prefix);
    for (int i = 0; i < 5; i++) {
      int at = ThreadLocalRandom.current().nextInt(SUFFIX_ALPHABET.length());
      name.append(SUFFIX_ALPHABET.charAt(at));
    }
    return name.toString();
  }

  private static void checkVersion(StoredObject old, ObjectNode body) {
    ObjectKey key = old.key();
    String version = body.at("/metadata/resourceVersion").asText("");
    if (!version.isEmpty() && !version.equals(Long.toString(old.revision()))) {
      throw ApiError.stale(key.type(), key.name());
    }
    String uid = body.at("/metadata/uid").asText("");
    if (!uid.isEmpty() && !uid.equals(old.uid())) {
      throw ApiError.conflict(
          key.type(), key.name(), "Precondition failed: UID in precondition: " + uid);
    }
  }

  private static ObjectNode typed(ObjectKey key, ObjectNode body) {
    ObjectNode object = body.deepCopy();
    String kind = object.path("kind").asText(key.type().kind());
    String apiVersion = object.path("apiVersion").asText(key.type().apiVersion());
    if (!kind.equals(key.type().kind()) || !apiVersion.equals(key.type().apiVersion())) {
      throw ApiError.badRequest(
          "the object is a %s of %s, not a %s of %s"
              .formatted(kind, apiVersion, key.type().kind(), key.type().apiVersion()));
    }
    object.put("kind", kind).put("apiVersion", apiVersion);
    return object;
  }

  private static void keepServerFields(StoredObject old, ObjectNode object) {
    ObjectNode metadata = Defaults.child(object, "metadata");
    place(old.key(), metadata);
    for (String field : SERVER_FIELDS) {
      restore(metadata, field, old.metadata().get(field));
    }
  }

  private static void place(ObjectKey key, ObjectNode metadata) {
    metadata.put("name", key.name());
    if (key.namespace() != null) {
      metadata.put("namespace", key.namespace());
    }
  }

  private static void restore(ObjectNode object, String field, @Nullable JsonNode value) {
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  /** Everything but metadata and status: what the generation counts. */
  private static ObjectNode desired(ObjectNode object) {
    ObjectNode copy = object.objectNode();
    copy.setAll(object);
    copy.remove(List.of("metadata", "status"));
    return copy;
  }

  private static void checkImmutable(StoredObject old, ObjectNode object) {
    ObjectKey key = old.key();
    if (!key.type().equals(ResourceTypes.JOBS) || old.json().at("/spec/suspend").asBoolean()) {
      return;
    }
    for (String field : List.of("template", "selector", "completions")) {
      JsonNode before = old.json().path("spec").path(field);
      if (!Objects.equals(before, object.path("spec").path(field))) {
        throw ApiError.invalid(key.type(), key.name(), "spec." + field + ": field is immutable");
      }
    }
  }
}
