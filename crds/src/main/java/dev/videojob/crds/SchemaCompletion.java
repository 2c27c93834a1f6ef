package dev.videojob.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Adds to a schema what annotations cannot say or the generator does not take from them. */
final class SchemaCompletion {
  private final Map<String, JSONSchemaProps> kubernetesTypes = kubernetesTypes();

  /** Completes the schema of that kind in place. */
  void complete(JSONSchemaProps root, Class<? extends HasMetadata> kind) {
    Type[] parts = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
    root.setDescription(description(kind));
    root.setRequired(List.of("spec"));
    property(root, "spec").setDescription(description((Class<?>) parts[0]));
    root.getProperties().put("metadata", metadata());
    if (parts[1].equals(Void.class)) {
      root.getProperties().remove("status");
      completeDeeply(root);
      return;
    }
    property(root, "status").setDescription(description((Class<?>) parts[1]));
    completeDeeply(root);
    defaultFromTheStart(property(root, "status"));
  }

  /**
   * An object has no status when it is created; the defaults inside hold from then on all the same.
   */
  private static void defaultFromTheStart(JSONSchemaProps status) {
    if (status.getProperties() != null
        && status.getProperties().values().stream().anyMatch(field -> field.getDefault() != null)) {
      status.setDefault(JsonNodeFactory.instance.objectNode());
    }
  }

  private static JSONSchemaProps property(JSONSchemaProps root, String name) {
    return Objects.requireNonNull(root.getProperties().get(name), name);
  }

  /** All that an API server lets us say of metadata; a rule's fieldPath needs it to be said. */
  private static JSONSchemaProps metadata() {
    return new JSONSchemaPropsBuilder()
        .withType("object")
        .addToProperties("name", new JSONSchemaPropsBuilder().withType("string").build())
        .build();
  }

  private static String description(Class<?> type) {
    JsonClassDescription found = type.getAnnotation(JsonClassDescription.class);
    if (found == null) {
      throw new IllegalStateException(type.getName() + " needs a @JsonClassDescription.");
    }
    return found.value();
  }

  private void completeDeeply(JSONSchemaProps schema) {
    tellRulesOnce(schema);
    Map<String, JSONSchemaProps> properties = schema.getProperties();
    if (properties != null) {
      properties.replaceAll(this::completeProperty);
      properties.values().forEach(this::completeDeeply);
    }
    if (schema.getItems() != null) {
      completeDeeply(schema.getItems().getSchema());
    }
  }

  /** The generator takes a record component's rules twice: from its field and from its accessor. */
  private static void tellRulesOnce(JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    }
  }

  private JSONSchemaProps completeProperty(String name, JSONSchemaProps property) {
    return switch (name) {
      case "conditions" -> conditions(property);
      case "tolerations" -> items(property, "toleration");
      case "resources" ->
          new JSONSchemaPropsBuilder(kubernetesType("resources"))
              .withDescription(property.getDescription())
              .build();
      case "payload", "result" -> anyObject(property);
      default -> property;
    };
  }

  private JSONSchemaProps conditions(JSONSchemaProps property) {
    return new JSONSchemaPropsBuilder(items(property, "condition"))
        .withXKubernetesListType("map")
        .withXKubernetesListMapKeys("type")
        .build();
  }

  private JSONSchemaProps items(JSONSchemaProps list, String type) {
    return new JSONSchemaPropsBuilder(list)
        .withNewItems()
        .withSchema(kubernetesType(type))
        .endItems()
        .build();
  }

  /** A payload is an object; mapping.payload, a list of paths, is another thing. */
  private static JSONSchemaProps anyObject(JSONSchemaProps property) {
    return property.getType() == null
        ? new JSONSchemaPropsBuilder(property).withType("object").build()
        : property;
  }

  private JSONSchemaProps kubernetesType(String name) {
    return Objects.requireNonNull(kubernetesTypes.get(name), name);
  }

  private static Map<String, JSONSchemaProps> kubernetesTypes() {
    ObjectMapper yaml = new YAMLMapper();
    try (InputStream in = SchemaCompletion.class.getResourceAsStream("kubernetes-types.yaml")) {
      return yaml.readValue(in, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
