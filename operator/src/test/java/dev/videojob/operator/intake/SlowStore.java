package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** An API server that is too busy to create anything for a while. */
record SlowStore(VideoJobStore store, CountDownLatch busy) implements VideoJobStore {
  @Override
  public Creation create(VideoJob job) {
    try {
      busy.await();
    } catch (InterruptedException e) {
      throw new Unavailable("stopped");
    }
    return store.create(job);
  }

  @Override
  public Optional<VideoJob> find(String namespace, String name) {
    return store.find(namespace, name);
  }

  @Override
  public List<VideoJob> ofMessage(String namespace, String messageLabel) {
    return store.ofMessage(namespace, messageLabel);
  }

  @Override
  public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
    return store.annotate(asRead, annotations);
  }

  @Override
  public void ensure(Secret secret) {
    store.ensure(secret);
  }
}
