package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.intake.MessageSecret;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the message that a VideoJob came from, in the resource or in its Secret. */
public final class OriginMessage implements Settler.Messages {
  private static final Logger LOG = LoggerFactory.getLogger(OriginMessage.class);

  private final Secrets secrets;

  public OriginMessage(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Secrets as the API server has them now. */
  @FunctionalInterface
  public interface Secrets {
    /** Null when there is none of this name. */
    @Nullable Secret find(String namespace, String name);

    static Secrets by(KubernetesClient client) {
      return (namespace, name) -> client.secrets().inNamespace(namespace).withName(name).get();
    }
  }

  @Override
  public Settler.Message of(VideoJob job) {
    var origin = job.getSpec().origin();
    if (origin == null) {
      throw new IllegalStateException(job.getMetadata().getName() + " came from no message");
    }
    if (origin.body() != null) {
      return new Settler.Message(origin.body(), origin.attributes());
    }
    var secret =
        origin.bodySecret() == null
            ? null
            : secrets.find(job.getMetadata().getNamespace(), origin.bodySecret());
    if (secret == null) {
      return lost("gone");
    }
    try {
      return new Settler.Message(MessageSecret.body(secret), MessageSecret.attributes(secret));
    } catch (IllegalArgumentException damaged) {
      LOG.warn("{}: {}", job.getMetadata().getName(), damaged.getMessage());
      return lost("damaged");
    }
  }

  private static Settler.Message lost(String why) {
    return new Settler.Message(
        "{\"lost\": \"The Secret that held this message is " + why + ".\"}", Map.of());
  }
}
