package dev.videojob.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The committed CRDs, as they are packed with this class under {@code crds/}. */
public final class CommittedCrds {
  private static final List<String> PLURALS =
      List.of(
          "videojobs", "videoqueues", "transcodeprofiles", "deadletterredrives", "finishedworks");

  private CommittedCrds() {}

  /** Every CRD by its kind, in the order in which they are documented. */
  public static Map<String, JsonNode> byKind() {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (String plural : PLURALS) {
      JsonNode crd = read("/crds/" + plural + ".videojob.dev-v1.yaml");
      found.put(crd.at("/spec/names/kind").asText(), crd);
    }
    return found;
  }

  /** The root schema of every kind. */
  public static Map<String, JsonNode> schemas() {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    byKind()
        .forEach((kind, crd) -> found.put(kind, crd.at("/spec/versions/0/schema/openAPIV3Schema")));
    return found;
  }

  private static JsonNode read(String resource) {
    ObjectMapper yaml = new YAMLMapper();
    try (InputStream in = CommittedCrds.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource + " is not packed with the API types");
      }
      return yaml.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
