package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * JSON as BSON, value by value: users' own fields may look like MongoDB's extended JSON and are
 * kept as they are. A whole number beyond 64 bits is kept as text.
 */
final class MongoDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MongoDocuments() {}

  static Document of(JsonNode object) {
    var document = new Document();
    object.properties().forEach(entry -> document.append(entry.getKey(), value(entry.getValue())));
    return document;
  }

  /** The object of which {@link #of} made the document, without the id that it was given then. */
  static ObjectNode json(Document document) {
    ObjectNode object = JSON.valueToTree(document);
    object.remove("_id");
    return object;
  }

  private static @Nullable Object value(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> of(value);
      case ARRAY -> {
        var items = new ArrayList<@Nullable Object>();
        value.forEach(item -> items.add(value(item)));
        yield items;
      }
      case NUMBER -> number(value);
      case BOOLEAN -> value.booleanValue();
      case NULL, MISSING -> null;
      case STRING, BINARY, POJO -> value.asText();
    };
  }

  private static Object number(JsonNode value) {
    if (!value.isIntegralNumber()) {
      return value.doubleValue();
    }
    if (value.canConvertToInt()) {
      return value.intValue();
    }
    return value.canConvertToLong() ? (Object) value.longValue() : value.asText();
  }
}
