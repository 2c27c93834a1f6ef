package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The Secrets and ConfigMaps that pods are made of, read when a pod starts. */
final class ClusterData {
  private final KubernetesClient client;

  ClusterData(KubernetesClient client) {
    this.client = client;
  }

  /** The decoded data of a Secret; empty if it is optional and absent. */
  Map<String, byte[]> secret(String namespace, String name, boolean optional)
      throws NotReadyException {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      return absent("secret", name, optional);
    }
    Map<String, byte[]> data = new HashMap<>();
    Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
        .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    return data;
  }

  /** The data of a ConfigMap; empty if it is optional and absent. */
  Map<String, byte[]> configMap(String namespace, String name, boolean optional)
      throws NotReadyException {
    ConfigMap configMap = client.configMaps().inNamespace(namespace).withName(name).get();
    if (configMap == null) {
      return absent("configmap", name, optional);
    }
    Map<String, byte[]> data = new HashMap<>();
    Objects.requireNonNullElse(configMap.getData(), Map.<String, String>of())
        .forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
    Objects.requireNonNullElse(configMap.getBinaryData(), Map.<String, String>of())
        .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    return data;
  }

  private static Map<String, byte[]> absent(String kind, String name, boolean optional)
      throws NotReadyException {
    if (optional) {
      return Map.of();
    }
    throw new NotReadyException("%s \"%s\" not found".formatted(kind, name));
  }
}
