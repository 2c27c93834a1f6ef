package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works out the environment variables that a container's specification asks for. */
final class PodEnvironment {
  private final Pod pod;
  private final Container container;
  private final ClusterData data;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private PodEnvironment(Pod pod, Container container, ClusterData data) {
    this.pod = pod;
    this.container = container;
    this.data = data;
  }

  /**
   * The variables in the order of the specification, later ones seeing the earlier ones.
   *
   * @throws NotReadyException if a Secret, a ConfigMap or a key in one is missing
   */
  static Map<String, String> of(Pod pod, Container container, ClusterData data)
      throws NotReadyException {
    PodEnvironment environment = new PodEnvironment(pod, container, data);
    for (EnvFromSource source : container.getEnvFrom()) {
      environment.addAll(source);
    }
    for (EnvVar variable : container.getEnv()) {
      environment.add(variable);
    }
    return environment.variables;
  }

  private void addAll(EnvFromSource source) throws NotReadyException {
    Map<String, byte[]> found = Map.of();
    if (source.getSecretRef() != null) {
      boolean optional = isTrue(source.getSecretRef().getOptional());
      found = data.secret(namespace(), source.getSecretRef().getName(), optional);
    } else if (source.getConfigMapRef() != null) {
      boolean optional = isTrue(source.getConfigMapRef().getOptional());
      found = data.configMap(namespace(), source.getConfigMapRef().getName(), optional);
    }
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    found.forEach((key, value) -> variables.put(prefix + key, text(value)));
  }

  private void add(EnvVar variable) throws NotReadyException {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      String value = variable.getValue() == null ? "" : variable.getValue();
      variables.put(variable.getName(), Variables.expand(value, variables));
      return;
    }
    Optional<String> value = valueFrom(source);
    if (value.isPresent()) {
      variables.put(variable.getName(), value.get());
    }
  }

  private Optional<String> valueFrom(EnvVarSource source) throws NotReadyException {
    if (source.getFieldRef() != null) {
      return Optional.of(PodFields.field(pod, source.getFieldRef().getFieldPath()));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(PodFields.resource(container, source.getResourceFieldRef()));
    }
    if (source.getSecretKeyRef() != null) {
      SecretKeySelector ref = source.getSecretKeyRef();
      boolean optional = isTrue(ref.getOptional());
      return key(data.secret(namespace(), ref.getName(), optional), ref.getKey(), optional);
    }
    if (source.getConfigMapKeyRef() != null) {
      ConfigMapKeySelector ref = source.getConfigMapKeyRef();
      boolean optional = isTrue(ref.getOptional());
      return key(data.configMap(namespace(), ref.getName(), optional), ref.getKey(), optional);
    }
    return Optional.empty();
  }

  private static Optional<String> key(Map<String, byte[]> found, String key, boolean optional)
      throws NotReadyException {
    byte[] value = found.get(key);
    if (value == null && !optional) {
      throw new NotReadyException("couldn't find key " + key);
    }
    return Optional.ofNullable(value).map(PodEnvironment::text);
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
