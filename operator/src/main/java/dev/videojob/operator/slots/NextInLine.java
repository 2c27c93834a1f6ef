package dev.videojob.operator.slots;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who of all that wait gets the next slot: of the queues that may have one more, the one that has
 * least in proportion to its weight; among equals the one whose first has waited longest. Pure.
 */
final class NextInLine {
  private NextInLine() {}

  /** The first of a queue, and what the queue has in proportion to its weight. */
  private record Candidate(Line.Waiter waiter, double share) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparingDouble(Candidate::share)
            .thenComparing(Candidate::waiter, Line.Waiter.ORDER);
  }

  /**
   * Who is next; empty when nobody that waits may start.
   *
   * @param rations of queues, now
   */
  static Optional<Claim> of(
      Collection<Line> lines, Tally held, Function<QueueKey, Ration> rations, Ceilings ceilings) {
    return held.all() >= ceilings.operator()
        ? Optional.empty()
        : lines.stream()
            .flatMap(line -> candidate(line, held, rations, ceilings).stream())
            .min(Candidate.ORDER)
            .map(candidate -> candidate.waiter().claim());
  }

  private static Optional<Candidate> candidate(
      Line line, Tally held, Function<QueueKey, Ration> rations, Ceilings ceilings) {
    var queue = line.queue();
    if (line.size() == 0 || held.ofNamespace(queue.namespace()) >= ceilings.namespace()) {
      return Optional.empty();
    }
    var ration = rations.apply(queue);
    var has = held.ofQueue(queue);
    return has >= ration.maxJobs()
        ? Optional.empty()
        : line.next(ration, held)
            .map(waiter -> new Candidate(waiter, (has + 1.0) / ration.weight()));
  }
}
