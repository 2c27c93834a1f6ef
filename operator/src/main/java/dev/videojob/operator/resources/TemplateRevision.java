package dev.videojob.operator.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
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

  /** A digest of template and work, less its source: the same for the same, in every process. */
  public static String of(Terms.Agreed terms) {
    try {
      return Digest.of(JSON.writeValueAsString(made(terms)), LENGTH);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("terms are plain data", impossible);
    }
  }

  private static Map<String, Object> made(Terms.Agreed terms) {
    return switch (terms.work()) {
      case Work.Transcode transcode ->
          Map.of(
              "template", terms.template(),
              "profile", transcode.profile(),
              "destination", transcode.destination());
      case Work.Command command -> Map.of("template", terms.template(), "command", command);
      case Work.Call call -> Map.of("call", call);
    };
  }
}
