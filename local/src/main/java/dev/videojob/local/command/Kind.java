package dev.videojob.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** One of our kinds, with the printer columns of its CRD. */
enum Kind {
  VIDEO_JOB(VideoJob.class),
  VIDEO_QUEUE(VideoQueue.class),
  TRANSCODE_PROFILE(TranscodeProfile.class),
  DEAD_LETTER_REDRIVE(DeadLetterRedrive.class),
  FINISHED_WORK(FinishedWork.class);

  private final Class<? extends CustomResource<?, ?>> type;

  Kind(Class<? extends CustomResource<?, ?>> type) {
    this.type = type;
  }

  /** A printer column: its name, where its value is, whether it is wide only. */
  record Column(String name, String path, String type, boolean wide) {}

  Class<? extends CustomResource<?, ?>> type() {
    return type;
  }

  String plural() {
    return HasMetadata.getPlural(type);
  }

  String singular() {
    return HasMetadata.getSingular(type);
  }

  /** The kind that a user means by its plural, singular or short name. */
  private static Optional<Kind> named(String word) {
    return Arrays.stream(values())
        .filter(
            kind ->
                kind.plural().equals(word)
                    || kind.singular().equals(word)
                    || kind.shortNames().contains(word))
        .findFirst();
  }

  /**
   * The kind that an argument of {@code command} names.
   *
   * @throws ParameterException when there is none; it says which there are
   */
  static Kind required(CommandLine command, String word) {
    return named(word)
        .orElseThrow(
            () ->
                new ParameterException(
                    command, "There is no kind '" + word + "'. There are: " + plurals() + "."));
  }

  /**
   * The object of this kind and that name.
   *
   * @throws IllegalStateException when there is none
   */
  CustomResource<?, ?> get(KubernetesClient client, String name) {
    CustomResource<?, ?> one =
        client.resources(type).inNamespace(LocalStack.NAMESPACE).withName(name).get();
    if (one == null) {
      throw new IllegalStateException("there is no " + singular() + " '" + name + "'.");
    }
    return one;
  }

  private static String plurals() {
    return Arrays.stream(values()).map(Kind::plural).collect(Collectors.joining(", "));
  }

  private List<String> shortNames() {
    return StreamSupport.stream(
            crd().path("spec").path("names").path("shortNames").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The columns in the CRD's order. */
  List<Column> columns() {
    var columns = crd().at("/spec/versions/0/additionalPrinterColumns");
    return StreamSupport.stream(columns.spliterator(), false)
        .map(
            column ->
                new Column(
                    column.path("name").asText(),
                    column.path("jsonPath").asText(),
                    column.path("type").asText(),
                    column.path("priority").asInt() > 0))
        .toList();
  }

  private JsonNode crd() {
    var resource = "/crds/" + plural() + "." + HasMetadata.getGroup(type) + "-v1.yaml";
    try (var yaml = Kind.class.getResourceAsStream(resource)) {
      if (yaml == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
