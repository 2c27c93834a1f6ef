package dev.videojob.operator.calls;

import dev.videojob.contract.ExitCode;
import dev.videojob.operator.client.ApiServerWords;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Headers from Secrets that are meant for it. */
public final class HeaderSecrets {
  /** Without it, whoever may create a VideoJob could have any Secret sent anywhere. */
  public static final String LABEL = "videojob.dev/headers";

  private final Source secrets;

  /** Where Secrets are. */
  public interface Source {
    @Nullable Secret find(String namespace, String name);
  }

  public HeaderSecrets(Source secrets) {
    this.secrets = secrets;
  }

  public static HeaderSecrets by(KubernetesClient client) {
    return new HeaderSecrets(
        (namespace, name) -> client.secrets().inNamespace(namespace).withName(name).get());
  }

  /**
   * The headers of a Secret.
   *
   * @throws CallFailed when there is none, it is not meant for that, or it cannot be read
   */
  Map<String, String> of(String namespace, String name) throws CallFailed {
    var secret = find(namespace, name);
    var labels = secret == null ? null : secret.getMetadata().getLabels();
    if (secret == null || labels == null || !"true".equals(labels.get(LABEL))) {
      throw CallFailed.notSent(
          ExitCode.BAD_CONFIGURATION,
          "There is no Secret %s with the label %s=true in the namespace; headersSecret asks for it."
              .formatted(name, LABEL));
    }
    var headers = new TreeMap<String, String>();
    for (var entry :
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()).entrySet()) {
      headers.put(entry.getKey(), header(name, entry.getKey(), decoded(entry.getValue())));
    }
    return headers;
  }

  private static String header(String secret, String key, String value) throws CallFailed {
    if (value.chars().anyMatch(character -> character < ' ' || character == 127)) {
      throw CallFailed.notSent(
          ExitCode.BAD_CONFIGURATION,
          "%s in Secret %s is no header: its value has more than one line.".formatted(key, secret));
    }
    return value;
  }

  private @Nullable Secret find(String namespace, String name) throws CallFailed {
    try {
      return secrets.find(namespace, name);
    } catch (KubernetesClientException e) {
      throw CallFailed.unanswered(
          "SecretNotRead",
          "Secret %s, which has headers, cannot be read: %s".formatted(name, ApiServerWords.of(e)),
          e);
    }
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip();
  }
}
