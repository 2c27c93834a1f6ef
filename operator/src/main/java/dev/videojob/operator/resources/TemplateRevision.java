package dev.videojob.operator.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.videojob.operator.plan.Terms;
import java.util.Map;

/**
 * Names what an attempt was made from, so that two attempts can be told to differ. A change of
 * queue or profile gives later attempts another revision and touches no running one.
 */
public final class TemplateRevision {
  private static final int LENGTH = 10;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private TemplateRevision() {}

  /** A digest of template, profile and destination: the same for the same, in every process. */
  public static String of(Terms.Agreed terms) {
    var made =
        Map.of(
            "template", terms.template(),
            "profile", terms.profile(),
            "destination", terms.destination());
    try {
      return Digest.of(JSON.writeValueAsString(made), LENGTH);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("terms are plain data", impossible);
    }
  }
}
