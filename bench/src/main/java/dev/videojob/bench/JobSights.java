package dev.videojob.bench;

import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the Jobs of messages are first seen, by a watch in this process. A message's id is the
 * beginning of its VideoJob's name.
 */
public final class JobSights implements AutoCloseable {
  private final String prefix;
  private final Map<String, Long> seenAt = new ConcurrentHashMap<>();
  private final CountDownLatch left;
  private final Watch watch;

  private JobSights(KubernetesClient client, String namespace, String prefix, int count) {
    this.prefix = prefix;
    this.left = new CountDownLatch(count);
    this.watch = client.batch().v1().jobs().inNamespace(namespace).watch(new FirstSights());
  }

  /**
   * Watches from now on for the Jobs of {@code count} messages.
   *
   * @param prefix what the messages' ids begin with, and no others'
   */
  public static JobSights watch(
      KubernetesClient client, String namespace, String prefix, int count) {
    return new JobSights(client, namespace, prefix, count);
  }

  /**
   * Waits for all of them.
   *
   * @return when each was seen ({@link System#nanoTime}), by the id of its message
   * @throws IllegalStateException if one is missing after {@code most}
   */
  public Map<String, Long> await(Duration most) throws InterruptedException {
    if (!left.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          left.getCount() + " messages became no Job within " + most.toSeconds() + " s");
    }
    return Map.copyOf(seenAt);
  }

  @Override
  public void close() {
    watch.close();
  }

  /** Later changes of a Job, and Jobs of other messages, are none. */
  private final class FirstSights implements Watcher<Job> {
    @Override
    public void eventReceived(Action action, Job job) {
      var now = System.nanoTime();
      var videoJob = job.getMetadata().getLabels().getOrDefault(Names.JOB_LABEL, "");
      if (videoJob.startsWith(prefix)
          && seenAt.putIfAbsent(videoJob.substring(0, videoJob.lastIndexOf('-')), now) == null) {
        left.countDown();
      }
    }

    @Override
    public void onClose(@Nullable WatcherException cause) {}
  }
}
