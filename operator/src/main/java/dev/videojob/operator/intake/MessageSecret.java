package dev.videojob.operator.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.resources.PackedText;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.util.Map;

/**
 * The Secret that carries a message which is too large for its VideoJob: body and attributes,
 * gzipped, so that a full SQS message (1 MiB of text) stays below what a Secret may hold (1 MiB).
 * It belongs to the VideoJob and goes with it.
 */
public final class MessageSecret {
  /** Key of the body, UTF-8, gzipped. */
  public static final String BODY_KEY = "body.gz";

  /** Key of the attributes, a JSON object of strings, gzipped. */
  public static final String ATTRIBUTES_KEY = "attributes.json.gz";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private MessageSecret() {}

  static String nameFor(String jobName) {
    return jobName + "-message";
  }

  /**
   * The Secret of a message.
   *
   * @param job as the API server has it: its uid makes it the owner
   */
  static Secret create(VideoJob job, ReceivedMessage message) {
    var owner = job.getMetadata();
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(owner.getNamespace())
        .withName(nameFor(owner.getName()))
        .addToLabels(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
        .addToLabels(Names.JOB_LABEL, owner.getName())
        .addToLabels(Names.QUEUE_LABEL, job.getSpec().queueRef())
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(job.getApiVersion())
                .withKind(job.getKind())
                .withName(owner.getName())
                .withUid(owner.getUid())
                .build())
        .endMetadata()
        .withType("Opaque")
        .addToData(BODY_KEY, PackedText.pack(message.body()))
        .addToData(ATTRIBUTES_KEY, PackedText.pack(json(message.attributes())))
        .build();
  }

  /** The body as it was received. */
  public static String body(Secret secret) {
    return unpacked(secret, BODY_KEY);
  }

  /** The attributes as they were received. */
  public static Map<String, String> attributes(Secret secret) {
    try {
      return JSON.readValue(unpacked(secret, ATTRIBUTES_KEY), STRINGS);
    } catch (JsonProcessingException e) {
      throw damaged(secret, e);
    }
  }

  private static String json(Map<String, String> attributes) {
    try {
      return JSON.writeValueAsString(attributes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are always written as JSON", e);
    }
  }

  private static String unpacked(Secret secret, String key) {
    String packed = secret.getData() == null ? null : secret.getData().get(key);
    if (packed == null) {
      throw new IllegalArgumentException(
          "The Secret " + secret.getMetadata().getName() + " has no " + key + ".");
    }
    try {
      return PackedText.unpack(packed);
    } catch (IOException e) {
      throw damaged(secret, e);
    }
  }

  private static IllegalArgumentException damaged(Secret secret, Exception cause) {
    return new IllegalArgumentException(
        "The Secret " + secret.getMetadata().getName() + " does not hold a message.", cause);
  }
}
