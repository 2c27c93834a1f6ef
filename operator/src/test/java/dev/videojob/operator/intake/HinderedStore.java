package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The API server, on the way to which something happens with each call. */
public record HinderedStore(VideoJobStore store, Runnable hindrance) implements VideoJobStore {
  /** The API server, or none. */
  public static VideoJobStore away(VideoJobStore store, AtomicBoolean away) {
    return new HinderedStore(
        store,
        () -> {
          if (away.get()) {
            throw new Unavailable("The API server is away.");
          }
        });
  }

  /** An API server that is too busy to answer for a while. */
  static VideoJobStore busy(VideoJobStore store, CountDownLatch busy) {
    return new HinderedStore(
        store,
        () -> {
          try {
            busy.await();
          } catch (InterruptedException e) {
            throw new Unavailable("stopped");
          }
        });
  }

  private VideoJobStore reached() {
    hindrance.run();
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
