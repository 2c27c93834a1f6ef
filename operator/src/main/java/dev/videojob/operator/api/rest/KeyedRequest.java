package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.resources.Digest;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;
import java.util.UUID;

/**
 * A request that makes a resource, with the key under which its caller may send it again. Pure but
 * for the key that is made up where none is given.
 *
 * @param body all that the request says
 * @param keyGiven whether the caller gave the key; names depend on nothing else then
 */
public record KeyedRequest(String caller, ObjectNode body, String key, boolean keyGiven) {
  private static final int NAME_DIGEST = 10;
  private static final int REQUEST_DIGEST = 40;
  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** The request of {@code call}. */
  public static KeyedRequest of(Call call, ObjectNode body) {
    var key = call.idempotencyKey();
    return new KeyedRequest(
        call.caller().name(),
        body,
        key.orElseGet(() -> UUID.randomUUID().toString()),
        key.isPresent());
  }

  /**
   * The name of what it makes: the same for the same caller and key.
   *
   * @param words what it begins with where the caller gave no key
   */
  public String name(String words) {
    return (keyGiven ? WorkName.readable(key) : words) + "-" + Digest.of(callersKey(), NAME_DIGEST);
  }

  /** No two callers' keys give the same text. */
  private String callersKey() {
    return caller.length() + ":" + caller + key;
  }

  /**
   * Tells it from other requests with the same key; the value of the annotation of what it made.
   */
  public String digest() {
    try {
      var canonical = CANONICAL.writeValueAsString(CANONICAL.treeToValue(body, Object.class));
      return Digest.of(callersKey().length() + ":" + callersKey() + canonical, REQUEST_DIGEST);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written", e);
    }
  }

  /** Whether {@code resource} was made for this very request. */
  boolean made(HasMetadata resource) {
    return digest()
        .equals(
            Objects.requireNonNullElse(
                resource.getMetadata().getAnnotations().get(Names.REQUEST_ANNOTATION), ""));
  }
}
