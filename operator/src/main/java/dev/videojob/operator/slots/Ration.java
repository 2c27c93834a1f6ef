package dev.videojob.operator.slots;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a queue may have at once now, and how its waiting work is ranked.
 *
 * @param maxJobs attempts of the queue
 * @param classes attempts of classes that have a limit, by name
 * @param weight share of the operator's slots where queues want more than there are, 1 or more
 * @param ageing waiting time that counts as much as one point of priority, positive
 * @param tenantWeights shares of those who get more than 1 of the queue's slots, by name
 */
public record Ration(
    int maxJobs,
    Map<String, Integer> classes,
    int weight,
    Duration ageing,
    Map<String, Integer> tenantWeights) {
  private static final Duration USUAL_AGEING = Duration.ofSeconds(60);

  public Ration {
    classes = Map.copyOf(classes);
    tenantWeights = Map.copyOf(tenantWeights);
  }

  /** A ration of {@code maxJobs} attempts and nothing else that is special. */
  public static Ration of(int maxJobs) {
    return new Ration(maxJobs, Map.of(), 1, USUAL_AGEING, Map.of());
  }

  /** Attempts of {@code className} that may live at once; unbounded where it has no limit. */
  int maxJobsOf(@Nullable String className) {
    return className == null
        ? Integer.MAX_VALUE
        : classes.getOrDefault(className, Integer.MAX_VALUE);
  }

  int weightOf(String tenant) {
    return tenantWeights.getOrDefault(tenant, 1);
  }
}
