package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The table of changes, from changes.yaml, each made to the CRD of film.yaml. */
final class ChangeTable {
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();
  private static final String VERSION = "/spec/versions/0";
  private static final String SPEC = VERSION + "/schema/openAPIV3Schema/properties/spec";

  private ChangeTable() {}

  enum Place {
    CRD("/spec", true),
    NAMES("/spec/names", true),
    VERSION(ChangeTable.VERSION, true),
    SPEC(ChangeTable.SPEC, false),
    FIELD(ChangeTable.SPEC + "/properties/size", false);

    private final String pointer;
    private final boolean laidOver;

    Place(String pointer, boolean laidOver) {
      this.pointer = pointer;
      this.laidOver = laidOver;
    }

    ObjectNode film(ObjectNode part) {
      ObjectNode film = read("film.yaml", new TypeReference<>() {});
      ObjectNode place = (ObjectNode) film.at(pointer);
      if (!laidOver) {
        place.removeAll();
      }
      place.setAll(part);
      return film;
    }
  }

  record Change(
      String change,
      Place at,
      ObjectNode before,
      ObjectNode after,
      List<String> forth,
      List<String> back) {

    JsonNode old() {
      return at.film(before);
    }

    JsonNode now() {
      return at.film(after);
    }

    @Override
    public String toString() {
      return change;
    }
  }

  static List<Change> all() {
    return read("changes.yaml", new TypeReference<>() {});
  }

  private static <T> T read(String name, TypeReference<T> type) {
    try (InputStream in = ChangeTable.class.getResourceAsStream(name)) {
      return YAML.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
