package dev.videojob.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.videojob.api.v1alpha1.Api;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the CRDs of our kinds, and the API reference made from them, as they are committed. Run by
 * {@code mvn -q -pl crds -Pgenerate process-classes}.
 */
public final class CrdGenerator {
  /** The command that brings the committed files up to date. */
  public static final String COMMAND = "mvn -q -pl crds -Pgenerate process-classes";

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          VideoJob.class,
          VideoQueue.class,
          TranscodeProfile.class,
          DeadLetterRedrive.class,
          FinishedWork.class);

  /** Kinds that people have no business with: not in the category that shows them ours. */
  private static final Set<Class<? extends HasMetadata>> INTERNAL = Set.of(FinishedWork.class);

  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder()
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private CrdGenerator() {}

  /** Takes the folder for the YAML, that of the chart's copy, and the file for the reference. */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException(
          "Give the folder for the YAML, the folder for the chart's copy and the file for api.md.");
    }
    write(Path.of(args[0]));
    write(Path.of(args[1]));
    Files.writeString(Path.of(args[2]), reference());
  }

  private static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var file : yamlFiles().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** The API reference of every CRD. */
  static String reference() {
    return ApiReference.of(definitions().stream().map(CrdGenerator::tree).toList());
  }

  /** The YAML of every CRD under its file name. */
  static SortedMap<String, String> yamlFiles() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (CustomResourceDefinition crd : definitions()) {
      files.put(
          crd.getMetadata().getName() + "-v1.yaml",
          "# Generated from the records in dev.videojob.api.v1alpha1 by: "
              + COMMAND
              + "\n"
              + YAML.writeValueAsString(tree(crd)));
    }
    return files;
  }

  private static JsonNode tree(CustomResourceDefinition crd) {
    return wholeNumbers(YAML.valueToTree(crd));
  }

  /** Bounds are doubles in fabric8's model; a person reads 100, not 100.0. */
  private static JsonNode wholeNumbers(JsonNode node) {
    if (node.isDouble() && node.doubleValue() == node.longValue()) {
      return LongNode.valueOf(node.longValue());
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(wholeNumbers(field.getValue())));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, wholeNumbers(array.get(i)));
      }
    }
    return node;
  }

  /** The CRDs, complete, in the order in which they are documented. */
  static List<CustomResourceDefinition> definitions() {
    List<CustomResourceDefinition> found = new ArrayList<>();
    SchemaCompletion schemas = new SchemaCompletion();
    new CRDGenerator()
        .customResourceClasses(List.copyOf(KINDS))
        .forCRDVersions("v1")
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                found.add(complete((CustomResourceDefinition) crd, schemas));
                return crd;
              }
            })
        .withOutput(new Discarded())
        .generate();
    found.sort((one, other) -> Integer.compare(place(one), place(other)));
    return found;
  }

  private static int place(CustomResourceDefinition crd) {
    List<String> kinds = KINDS.stream().map(Class::getSimpleName).toList();
    return kinds.indexOf(crd.getSpec().getNames().getKind());
  }

  private static CustomResourceDefinition complete(
      CustomResourceDefinition crd, SchemaCompletion schemas) {
    schemas.complete(
        crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(),
        KINDS.get(place(crd)));
    return new CustomResourceDefinitionBuilder(crd)
        .editSpec()
        .editNames()
        .withCategories(
            INTERNAL.contains(KINDS.get(place(crd))) ? List.of() : List.of(Api.CATEGORY))
        .withListKind(crd.getSpec().getNames().getKind() + "List")
        .endNames()
        .editFirstVersion()
        .withAdditionalPrinterColumns(PrinterColumns.of(crd.getSpec().getNames().getKind()))
        .endVersion()
        .endSpec()
        .build();
  }

  /** The generator wants somewhere to write; what it gives the post-processor is what we use. */
  private static final class Discarded implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
    @Override
    public ByteArrayOutputStream outputFor(String crdName) {
      return new ByteArrayOutputStream();
    }

    @Override
    public void close() {}
  }
}
