package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The API server, or none. */
public record FlakyStore(VideoJobStore store, AtomicBoolean away) implements VideoJobStore {
  private VideoJobStore reached() {
    if (away.get()) {
      throw new Unavailable("The API server is away.");
    }
    return store;
  }

  @Override
  public Creation create(VideoJob job) {
    return reached().create(job);
  }

  @Override
  public Optional<VideoJob> find(String namespace, String name) {
    return reached().find(namespace, name);
  }

  @Override
  public List<VideoJob> ofMessage(String namespace, String messageLabel) {
    return reached().ofMessage(namespace, messageLabel);
  }

  @Override
  public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
    return reached().annotate(asRead, annotations);
  }

  @Override
  public void ensure(Secret secret) {
    reached().ensure(secret);
  }
}
