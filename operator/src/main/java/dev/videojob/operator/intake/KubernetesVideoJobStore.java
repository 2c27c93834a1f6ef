package dev.videojob.operator.intake;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_ENTITY_TOO_LARGE;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.client.ApiServerWords;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The API server by its client, whose timeouts bound every call. */
public final class KubernetesVideoJobStore implements VideoJobStore {
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;

  public KubernetesVideoJobStore(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Creation create(VideoJob job) {
    try {
      return new Creation.Created(client.resource(job).create());
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HTTP_CONFLICT -> new Creation.AlreadyExists();
        case UNPROCESSABLE, HTTP_ENTITY_TOO_LARGE -> new Creation.Invalid(ApiServerWords.of(e));
        default -> throw unavailable("create the VideoJob " + name(job), e);
      };
    }
  }

  @Override
  public Optional<VideoJob> find(String namespace, String name) {
    return asking(
        "read the VideoJob " + namespace + "/" + name,
        () ->
            Optional.ofNullable(
                client.resources(VideoJob.class).inNamespace(namespace).withName(name).get()));
  }

  @Override
  public List<VideoJob> ofMessage(String namespace, String messageLabel) {
    return asking(
        "list the VideoJobs of a message in " + namespace,
        () ->
            client
                .resources(VideoJob.class)
                .inNamespace(namespace)
                .withLabel(Names.MESSAGE_LABEL, messageLabel)
                .list()
                .getItems());
  }

  @Override
  public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
    var meta = asRead.getMetadata();
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata =
        patch.putObject("metadata").put("resourceVersion", meta.getResourceVersion());
    annotations.forEach(metadata.putObject("annotations")::put);
    try {
      return Optional.of(
          client
              .resources(VideoJob.class)
              .inNamespace(meta.getNamespace())
              .withName(meta.getName())
              .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HTTP_CONFLICT || e.getCode() == HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw unavailable("annotate the VideoJob " + name(asRead), e);
    }
  }

  @Override
  public void ensure(Secret secret) {
    try {
      client.resource(secret).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_CONFLICT) {
        throw unavailable("create the Secret " + secret.getMetadata().getName(), e);
      }
      requireSameOwner(secret);
    }
  }

  private void requireSameOwner(Secret wanted) {
    Secret live =
        asking("read the Secret " + wanted.getMetadata().getName(), client.resource(wanted)::get);
    if (live == null || !owners(live).toList().equals(owners(wanted).toList())) {
      throw new Unavailable(
          "The Secret %s/%s belongs to something else, probably to an earlier VideoJob of that name;"
                  .formatted(wanted.getMetadata().getNamespace(), wanted.getMetadata().getName())
              + " waiting for it to go.");
    }
  }

  private static Stream<String> owners(Secret secret) {
    return secret.getMetadata().getOwnerReferences().stream().map(OwnerReference::getUid);
  }

  private static <T> T asking(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      throw unavailable(what, e);
    }
  }

  private static Unavailable unavailable(String what, KubernetesClientException e) {
    return new Unavailable("The API server could not " + what + ": " + ApiServerWords.of(e), e);
  }

  private static String name(VideoJob job) {
    return job.getMetadata().getNamespace() + "/" + job.getMetadata().getName();
  }
}
