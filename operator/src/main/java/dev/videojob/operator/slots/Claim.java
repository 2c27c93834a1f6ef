package dev.videojob.operator.slots;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a VideoJob brings when it asks for a slot.
 *
 * @param queue whose limits apply
 * @param className class of work, if it names one
 * @param priority 0 to 100, highest first
 * @param since age decides among equals
 */
public record Claim(
    JobKey job, QueueKey queue, @Nullable String className, int priority, Instant since) {

  /** Who goes first: priority, then age, then the name, so that the order is total. */
  static final Comparator<Claim> ORDER =
      Comparator.comparingInt(Claim::priority)
          .reversed()
          .thenComparing(Claim::since)
          .thenComparing(claim -> claim.job().toString());
}
