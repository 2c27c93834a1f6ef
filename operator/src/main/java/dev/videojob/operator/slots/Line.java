package dev.videojob.operator.slots;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one queue that wait. What it costs to ask it grows with the number of tenants and
 * classes, not with that of the jobs, and asking again is free while nothing changes. Not safe for
 * several threads.
 */
final class Line {
  /** Positions are counted up to here; who is further back is told this one. */
  static final int MOST_COUNTED = 1000;

  private final QueueKey queue;
  private final Map<String, Map<@Nullable String, NavigableSet<Waiter>>> tenants = new HashMap<>();
  private final Map<JobKey, Waiter> waiters = new HashMap<>();
  private Duration ageing = Duration.ZERO;
  private @Nullable Next next;

  Line(QueueKey queue) {
    this.queue = queue;
  }

  /**
   * One that waits.
   *
   * @param rank when it would have come without its priority, which makes it older
   */
  record Waiter(Claim claim, Instant rank) {
    /** Who goes first: the oldest by rank; then by age and name, so that the order is total. */
    static final Comparator<Waiter> ORDER =
        Comparator.comparing(Waiter::rank)
            .thenComparing(waiter -> waiter.claim().since())
            .thenComparing(waiter -> waiter.claim().job().toString());
  }

  /** Who is next, and what was so when that was found. */
  private record Next(Ration ration, long held, Optional<Waiter> waiter) {
    boolean holds(Ration now, long heldNow) {
      return held == heldNow && ration.equals(now);
    }
  }

  QueueKey queue() {
    return queue;
  }

  /** Lets it wait in the place that {@code ageing} gives it. */
  void add(Claim claim, Duration ageing) {
    reorder(ageing);
    next = null;
    var waiter = new Waiter(claim, rank(claim));
    waiters.put(claim.job(), waiter);
    tenants
        .computeIfAbsent(claim.tenant(), _ -> new HashMap<>())
        .computeIfAbsent(claim.className(), _ -> new TreeSet<>(Waiter.ORDER))
        .add(waiter);
  }

  private Instant rank(Claim claim) {
    return claim.since().minus(ageing.multipliedBy(claim.priority()));
  }

  private void reorder(Duration changed) {
    if (!changed.equals(ageing)) {
      var all = waiters.values().stream().map(Waiter::claim).toList();
      ageing = changed;
      waiters.clear();
      tenants.clear();
      all.forEach(claim -> add(claim, changed));
    }
  }

  /** Whether the job waited. */
  boolean remove(JobKey job) {
    var waiter = waiters.remove(job);
    if (waiter == null) {
      return false;
    }
    next = null;
    var claim = waiter.claim();
    var classes = tenants.getOrDefault(claim.tenant(), Map.of());
    var ofClass = classes.get(claim.className());
    if (ofClass != null && ofClass.remove(waiter) && ofClass.isEmpty()) {
      classes.remove(claim.className());
    }
    if (classes.isEmpty()) {
      tenants.remove(claim.tenant());
    }
    return true;
  }

  int size() {
    return waiters.size();
  }

  /** How many wait for nothing but their class. */
  int blockedByClass(Ration ration, Tally held) {
    return classes()
        .filter(ofClass -> !hasRoom(ofClass, ration, held))
        .mapToInt(Collection::size)
        .sum();
  }

  /**
   * Who of those whose class has room goes next: the first of the tenant that has least in
   * proportion to its weight.
   */
  Optional<Waiter> next(Ration ration, Tally held) {
    var state = held.stateOf(queue);
    var known = next;
    if (known == null || !known.holds(ration, state)) {
      known = new Next(ration, state, first(ration, held));
      next = known;
    }
    return known.waiter();
  }

  private Optional<Waiter> first(Ration ration, Tally held) {
    return classes()
        .filter(ofClass -> hasRoom(ofClass, ration, held))
        .map(NavigableSet::first)
        .min(
            Comparator.<Waiter>comparingDouble(
                    waiter -> share(waiter.claim().tenant(), ration, held))
                .thenComparing(Waiter.ORDER));
  }

  private Stream<NavigableSet<Waiter>> classes() {
    return tenants.values().stream().flatMap(classes -> classes.values().stream());
  }

  private boolean hasRoom(NavigableSet<Waiter> ofClass, Ration ration, Tally held) {
    var className = ofClass.first().claim().className();
    return held.ofClass(queue, className) < ration.maxJobsOf(className);
  }

  private double share(String tenant, Ration ration, Tally held) {
    return (held.ofTenant(queue, tenant) + 1.0) / ration.weightOf(tenant);
  }

  /**
   * The place of one that waits, 1 is next; at most {@link #MOST_COUNTED}. Of other tenants it
   * counts who comes first if all goes on as it is; that a class may be full makes it sooner.
   */
  int position(JobKey job, Ration ration, Tally held) {
    var waiter = waiters.get(job);
    if (waiter == null) {
      return 0;
    }
    var own = placeInTenant(waiter);
    var turn =
        (held.ofTenant(queue, waiter.claim().tenant()) + own)
            / (double) ration.weightOf(waiter.claim().tenant());
    var others =
        tenants.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(waiter.claim().tenant()))
            .mapToLong(entry -> before(turn, entry.getKey(), entry.getValue(), ration, held))
            .sum();
    return Math.toIntExact(Math.min(own + others, MOST_COUNTED));
  }

  private long placeInTenant(Waiter waiter) {
    return 1
        + tenants.getOrDefault(waiter.claim().tenant(), Map.of()).values().stream()
            .flatMap(ofClass -> ofClass.headSet(waiter).stream())
            .limit(MOST_COUNTED - 1)
            .count();
  }

  /** How many of {@code tenant} get a slot before somebody's {@code turn} comes. */
  private long before(
      double turn,
      String tenant,
      Map<@Nullable String, NavigableSet<Waiter>> classes,
      Ration ration,
      Tally held) {
    var waiting = classes.values().stream().mapToLong(Collection::size).sum();
    var slots = Math.ceil(turn * ration.weightOf(tenant)) - 1 - held.ofTenant(queue, tenant);
    return Math.clamp((long) slots, 0, waiting);
  }
}
