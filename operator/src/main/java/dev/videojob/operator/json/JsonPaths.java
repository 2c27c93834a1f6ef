package dev.videojob.operator.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.Optional;

/** JSONPath on Jackson's trees. */
public final class JsonPaths {
  private static final Configuration JACKSON =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  private JsonPaths() {}

  /** The first value that {@code path} finds, if it is neither missing nor null. */
  public static Optional<JsonNode> find(JsonPath path, JsonNode root) {
    JsonNode result;
    try {
      result = path.read(root, JACKSON);
    } catch (JsonPathException e) {
      return Optional.empty();
    }
    // A path that may match several places answers with an array of what it matched.
    JsonNode value = path.isDefinite() || result == null ? result : result.path(0);
    return value == null || value.isNull() || value.isMissingNode()
        ? Optional.empty()
        : Optional.of(value);
  }
}
