package dev.videojob.bench.cluster;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for VideoJobs that have succeeded and of which nothing is left to be told. */
final class Outcomes implements AutoCloseable, ResourceEventHandler<VideoJob> {
  private final String prefix;
  private final Set<String> settled = ConcurrentHashMap.newKeySet();
  private final CountDownLatch left;
  private final SharedIndexInformer<VideoJob> informer;

  private Outcomes(KubernetesClient client, BenchNamespace namespace, String prefix, int count) {
    this.prefix = prefix;
    this.left = new CountDownLatch(count);
    this.informer =
        client.resources(VideoJob.class).inNamespace(namespace.name()).runnableInformer(0);
    informer.addEventHandler(this);
    informer.run();
  }

  /** Watches from now on; what is settled already counts. */
  static Outcomes watch(
      KubernetesClient client, BenchNamespace namespace, String prefix, int count) {
    return new Outcomes(client, namespace, prefix, count);
  }

  void await(Duration most) throws InterruptedException {
    if (!left.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          left.getCount() + " VideoJobs did not succeed within " + most.toSeconds() + " s");
    }
  }

  @Override
  public void onAdd(VideoJob job) {
    var status = job.getStatus();
    if (job.getMetadata().getName().startsWith(prefix)
        && status != null
        && !status.outputs().isEmpty()
        && status.settlement().messageDeletedAt() != null
        && settled.add(job.getMetadata().getName())) {
      left.countDown();
    }
  }

  @Override
  public void onUpdate(VideoJob before, VideoJob job) {
    onAdd(job);
  }

  @Override
  public void onDelete(VideoJob job, boolean unknown) {}

  @Override
  public void close() {
    informer.stop();
  }
}
