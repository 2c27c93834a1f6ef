package dev.videojob.crds.admission;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables of what must be accepted and refused, from good.yaml and wrong.yaml. */
public final class AdmissionTable {
  private static final ObjectMapper YAML = new YAMLMapper();

  private AdmissionTable() {}

  /** Objects that must be accepted, by name. */
  public static Map<String, ObjectNode> good() {
    return read("good.yaml", new TypeReference<>() {});
  }

  /** What must be refused. */
  public static List<Wrong> wrong() {
    return read("wrong.yaml", new TypeReference<>() {});
  }

  /** A good object made wrong, and what the refusal must say. */
  public record Wrong(
      String of,
      boolean update,
      @Nullable Map<String, JsonNode> set,
      @Nullable List<String> remove,
      String field,
      String says) {

    /** The wrong object. */
    public ObjectNode object() {
      ObjectNode object = base().deepCopy();
      if (set != null) {
        set.forEach((pointer, value) -> put(object, JsonPointer.compile(pointer), value));
      }
      if (remove != null) {
        remove.forEach(pointer -> drop(object, JsonPointer.compile(pointer)));
      }
      return object;
    }

    /** What the wrong object would replace; null when it is to be created. */
    public @Nullable ObjectNode old() {
      return update ? base() : null;
    }

    private ObjectNode base() {
      return Objects.requireNonNull(good().get(of), of);
    }

    @Override
    public String toString() {
      return of + (update ? " updated" : "") + ": " + field + " " + says;
    }
  }

  static void put(ObjectNode object, JsonPointer at, JsonNode value) {
    JsonNode parent = object.at(at.head());
    if (parent instanceof ArrayNode list) {
      list.set(at.last().getMatchingIndex(), value);
    } else {
      ((ObjectNode) parent).set(at.last().getMatchingProperty(), value);
    }
  }

  static void drop(ObjectNode object, JsonPointer at) {
    ((ObjectNode) object.at(at.head())).remove(at.last().getMatchingProperty());
  }

  private static <T> T read(String name, TypeReference<T> type) {
    try (InputStream in = AdmissionTable.class.getResourceAsStream(name)) {
      return YAML.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
