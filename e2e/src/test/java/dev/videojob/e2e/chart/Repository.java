package dev.videojob.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.e2e.cluster.tools.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of this repository, and YAML. */
final class Repository {
  static final Path ROOT = Programs.projectRoot();

  static final Path CHART = ROOT.resolve("helm/videojob-operator");

  private static final YAMLMapper YAML = new YAMLMapper();

  private Repository() {}

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML text, without empty ones. */
  static List<JsonNode> documents(String yaml) {
    try (var parser = new YAMLFactory().createParser(yaml)) {
      return YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll().stream()
          .filter(JsonNode::isObject)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
