package dev.videojob.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.operator.config.ConfigReader;
import dev.videojob.operator.config.ConfigReader.InvalidConfig;
import dev.videojob.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the chart makes of values: {@code Rendered.with("replicas: 3").deployment()}. */
final class Rendered {
  static final String NAMESPACE = "videojob-system";
  static final String NAME = "videojob-operator";

  /** What a pod would know of itself. */
  static final String POD_NAME = "videojob-operator-1";

  static final String POD_ADDRESS = "10.0.0.7";

  private static final Map<String, String> POD_FIELDS =
      Map.of("metadata.name", POD_NAME, "status.podIP", POD_ADDRESS);

  private static final String HOOK = "helm.sh/hook";
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final List<HasMetadata> objects;

  private Rendered(List<HasMetadata> objects) {
    this.objects = objects;
  }

  /** The chart with its own values; nobody changes what it made. */
  static Rendered byDefault() {
    return Default.RENDERED;
  }

  private static final class Default {
    private static final Rendered RENDERED = with("{}");
  }

  /** The chart with {@code values}, as YAML, over its own. */
  static Rendered with(String values, String... options) {
    return of(Helm.template(values, options).ok());
  }

  static Rendered of(String yaml) {
    return new Rendered(Repository.documents(yaml).stream().map(Rendered::object).toList());
  }

  private static HasMetadata object(JsonNode document) {
    return SERIALIZATION.unmarshal(document.toString());
  }

  /** Everything, hooks included. */
  List<HasMetadata> objects() {
    return objects;
  }

  /** What is part of the release and goes with it. */
  Stream<HasMetadata> released() {
    return objects.stream().filter(object -> hook(object).isEmpty());
  }

  /** What is made for {@code event} only. */
  Stream<HasMetadata> hooks(String event) {
    return objects.stream().filter(object -> hook(object).filter(event::equals).isPresent());
  }

  static Optional<String> hook(HasMetadata object) {
    return Optional.ofNullable(annotations(object).get(HOOK));
  }

  static Map<String, String> annotations(HasMetadata object) {
    var annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  /** All of a kind that are part of the release. */
  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return released().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T named(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> name.equals(object.getMetadata().getName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + kind.getSimpleName() + " " + name));
  }

  /** Kinds by their names, for those that fabric8 does not know too. */
  List<String> kinds() {
    return released().map(HasMetadata::getKind).distinct().sorted().toList();
  }

  Deployment deployment() {
    return named(Deployment.class, NAME);
  }

  PodSpec pod() {
    return deployment().getSpec().getTemplate().getSpec();
  }

  Container container() {
    return pod().getContainers().getFirst();
  }

  Optional<EnvVar> variable(String name) {
    return container().getEnv().stream()
        .filter(variable -> name.equals(variable.getName()))
        .findFirst();
  }

  /** The settings as the operator itself reads them, from its file and its variables. */
  OperatorConfig settings() {
    try {
      var file = Files.createTempFile("operator", ".yaml");
      try {
        Files.writeString(file, named(ConfigMap.class, NAME).getData().get("operator.yaml"));
        return ConfigReader.read(environment(), file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidConfig e) {
      throw new AssertionError("the operator would refuse this: " + e.getMessage(), e);
    }
  }

  private Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    for (var variable : container().getEnv()) {
      value(variable).ifPresent(value -> environment.put(variable.getName(), value));
    }
    return environment;
  }

  private Optional<String> value(EnvVar variable) {
    if (variable.getValue() != null) {
      return Optional.of(variable.getValue());
    }
    var field = variable.getValueFrom().getFieldRef();
    if (field != null) {
      return Optional.ofNullable(POD_FIELDS.get(field.getFieldPath()));
    }
    var reference = variable.getValueFrom().getSecretKeyRef();
    return reference == null
        ? Optional.empty()
        : all(Secret.class).stream()
            .filter(secret -> reference.getName().equals(secret.getMetadata().getName()))
            .flatMap(secret -> Stream.ofNullable(secret.getStringData().get(reference.getKey())))
            .findFirst();
  }
}
