package dev.videojob.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** From the sending of messages to the first sight of their Jobs. */
public final class StartTimes {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final String namespace;
  private final Consumer<String> send;

  /**
   * Times of one namespace.
   *
   * @param send sends the message of an id
   */
  public StartTimes(KubernetesClient client, String namespace, Consumer<String> send) {
    this.client = client;
    this.namespace = namespace;
    this.send = send;
  }

  /**
   * Sends messages at an even pace and waits for their Jobs.
   *
   * @param prefix what their ids begin with; not used before
   * @throws IllegalStateException if a message has become no Job a minute after the last was sent
   */
  public Latencies measure(String prefix, int count, int perSecond) throws InterruptedException {
    try (var sights = JobSights.watch(client, namespace, prefix + "-", count)) {
      var sentAt = send(prefix, count, perSecond);
      var seenAt = sights.await(LONGEST);
      return Latencies.of(
          sentAt.entrySet().stream()
              .map(
                  sent ->
                      Duration.ofNanos(
                          seenAt.getOrDefault(sent.getKey(), Long.MAX_VALUE) - sent.getValue()))
              .toList());
    }
  }

  private Map<String, Long> send(String prefix, int count, int perSecond) {
    var sentAt = new HashMap<String, Long>();
    var gap = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
    var next = System.nanoTime();
    for (var n = 0; n < count; n++) {
      LockSupport.parkNanos(next - System.nanoTime());
      next += gap;
      var id = prefix + "-" + n;
      sentAt.put(id, System.nanoTime());
      send.accept(id);
    }
    return sentAt;
  }
}
