package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.WaitingReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what runs against what may. It counts owned work only, never what a queue says of its
 * depth, and it is rebuilt from the resources at every start: {@link #holds} for each live attempt.
 *
 * <p>A slot that becomes free is given at once to who is {@linkplain NextInLine next in line}, who
 * is then told: nobody waits for a slot that is free.
 *
 * <p>Work that is here goes before work that may come: what an intake has reserved for the time of
 * its long poll keeps another intake from receiving, but no job from starting. A message that then
 * finds its slot taken becomes a job that waits.
 */
public final class SlotLedger implements ReceiveSlots {
  /** What an intake takes in one receive at most. */
  private static final int MOST_AT_ONCE = 10;

  private final Function<QueueKey, Ration> rations;
  private final Ceilings ceilings;
  private final Consumer<JobKey> wakeUp;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Tally held = new Tally();
  private final Map<QueueKey, Line> lines = new HashMap<>();
  private final Map<JobKey, QueueKey> waiters = new HashMap<>();
  private final Map<QueueKey, Integer> reserved = new HashMap<>();

  /** Queues whose intakes wait for a slot to receive into. */
  private final Set<QueueKey> asking = new HashSet<>();

  /**
   * @param rations of a queue, now
   * @param wakeUp is told of each waiting job that got a slot
   */
  public SlotLedger(
      Function<QueueKey, Ration> rations, Ceilings ceilings, Consumer<JobKey> wakeUp) {
    this.rations = rations;
    this.ceilings = ceilings;
    this.wakeUp = wakeUp;
  }

  /** Asks for a slot; a holder keeps its own. */
  public Verdict admit(Claim claim) {
    return change(
        () -> {
          if (!held.holds(claim.job())) {
            stopWaiting(claim.job());
            startWaiting(claim);
          }
        },
        claim.job(),
        () -> verdict(claim));
  }

  /**
   * Takes a slot for a job that does not exist yet, if one is free; it does not wait for one.
   *
   * @return false as well when a job of its name holds a slot already
   */
  public boolean takes(Claim claim) {
    lock.lock();
    try {
      if (held.holds(claim.job()) || waiters.containsKey(claim.job()) || obstacle(claim) != null) {
        return false;
      }
      held.add(claim);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Records that a job holds a slot, whatever the limits say: its attempt lives already. */
  public void holds(Claim claim) {
    lock.lock();
    try {
      stopWaiting(claim.job());
      held.add(claim);
    } finally {
      lock.unlock();
    }
  }

  /** The job needs no slot any more, and does not wait for one. */
  public void release(JobKey job) {
    change(
        () -> {
          stopWaiting(job);
          held.remove(job);
        });
  }

  /** Limits may have changed: those that may start now are told. */
  public void reconsider() {
    change(() -> {});
  }

  private void change(Runnable change) {
    change(change, null, () -> true);
  }

  /**
   * Makes a change, gives free slots to who is next, and tells them.
   *
   * @param asks who learns by the answer, and is not told
   */
  private <T> T change(Runnable change, @Nullable JobKey asks, Supplier<T> answer) {
    List<JobKey> started;
    T result;
    lock.lock();
    try {
      change.run();
      started = giveSlots();
      result = answer.get();
      freed.signalAll();
    } finally {
      lock.unlock();
    }
    started.stream().filter(job -> !job.equals(asks)).forEach(wakeUp);
    return result;
  }

  private List<JobKey> giveSlots() {
    var started = new ArrayList<JobKey>();
    for (var next = next(); next.isPresent(); next = next()) {
      var claim = next.get();
      stopWaiting(claim.job());
      held.add(claim);
      started.add(claim.job());
    }
    return started;
  }

  private Optional<Claim> next() {
    return waiters.isEmpty()
        ? Optional.empty()
        : NextInLine.of(lines.values(), held, rations, ceilings);
  }

  /** Jobs of the queue that hold a slot. */
  public int running(QueueKey queue) {
    lock.lock();
    try {
      return held.ofQueue(queue);
    } finally {
      lock.unlock();
    }
  }

  /** Jobs of the queue that wait for a slot. */
  public int waiting(QueueKey queue) {
    lock.lock();
    try {
      return waitingOf(queue);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int reserve(QueueKey queue, int wanted) {
    lock.lock();
    try {
      asking.remove(queue);
      var granted = free(queue, wanted);
      if (granted > 0) {
        reserved.merge(queue, granted, Integer::sum);
      }
      return granted;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void giveBack(QueueKey queue, int count) {
    lock.lock();
    try {
      reserved.merge(queue, -count, Integer::sum);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitFree(QueueKey queue, Duration atMost) throws InterruptedException {
    var left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      asking.add(queue);
      while (free(queue, 1) <= 0) {
        if (left <= 0) {
          return false;
        }
        left = freed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void leave(QueueKey queue) {
    lock.lock();
    try {
      asking.remove(queue);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void startWaiting(Claim claim) {
    waiters.put(claim.job(), claim.queue());
    lines
        .computeIfAbsent(claim.queue(), Line::new)
        .add(claim, rations.apply(claim.queue()).ageing());
  }

  private void stopWaiting(JobKey job) {
    var queue = waiters.remove(job);
    var line = queue == null ? null : lines.get(queue);
    if (line != null && line.remove(job) && line.size() == 0) {
      lines.remove(queue);
    }
  }

  private int waitingOf(QueueKey queue) {
    var line = lines.get(queue);
    return line == null ? 0 : line.size();
  }

  private Verdict verdict(Claim claim) {
    var line = lines.get(claim.queue());
    if (line == null || !waiters.containsKey(claim.job())) {
      return new Verdict.Admitted();
    }
    var obstacle = obstacle(claim);
    return obstacle == null
        ? new Verdict.Admitted()
        : new Verdict.Waits(
            obstacle.reason(),
            obstacle.message(),
            line.position(claim.job(), rations.apply(claim.queue()), held));
  }

  /** What keeps the claim from starting now: nobody who waits could start in its stead. */
  private @Nullable Obstacle obstacle(Claim claim) {
    var ration = rations.apply(claim.queue());
    var namespace = claim.queue().namespace();
    if (held.all() >= ceilings.operator()) {
      return new Obstacle(
          WaitingReason.OPERATOR_LIMIT,
          "All " + ceilings.operator() + " slots of the operator are taken.");
    }
    if (held.ofNamespace(namespace) >= ceilings.namespace()) {
      return new Obstacle(
          WaitingReason.NAMESPACE_LIMIT,
          "All " + ceilings.namespace() + " slots of namespace " + namespace + " are taken.");
    }
    if (held.ofQueue(claim.queue()) >= ration.maxJobs()) {
      return new Obstacle(
          WaitingReason.QUEUE_LIMIT, "All " + ration.maxJobs() + " slots of the queue are taken.");
    }
    return held.ofClass(claim.queue(), claim.className()) >= ration.maxJobsOf(claim.className())
        ? new Obstacle(
            WaitingReason.CLASS_LIMIT, "All slots of class " + claim.className() + " are taken.")
        : null;
  }

  private record Obstacle(WaitingReason reason, String message) {}

  /** Slots that the queue may reserve, 0 to {@code wanted}. */
  private int free(QueueKey queue, int wanted) {
    var room = Math.min(roomOfQueue(queue), roomOfNamespace(queue));
    return Math.clamp(Math.min(room, fairRoom(queue, wanted)), 0, wanted);
  }

  /**
   * What the queue has left. A class that is full keeps others from being received only when as
   * many of it wait as the queue has slots: the source does not say what comes next.
   */
  private int roomOfQueue(QueueKey queue) {
    var ration = rations.apply(queue);
    var room = ration.maxJobs() - held.ofQueue(queue) - reserved(queue);
    var line = lines.get(queue);
    if (line == null) {
      return room;
    }
    var blocked = line.blockedByClass(ration, held);
    return blocked >= ration.maxJobs() ? 0 : room - (line.size() - blocked);
  }

  private int roomOfNamespace(QueueKey queue) {
    var namespace = queue.namespace();
    return ceilings.namespace()
        - held.ofNamespace(namespace)
        - reservedBefore(queue, other -> other.namespace().equals(namespace));
  }

  /**
   * What the operator has left for the queue, where the intakes that wait get theirs too, each in
   * proportion to its queue's weight.
   */
  private int fairRoom(QueueKey queue, int wanted) {
    var room = ceilings.operator() - held.all() - reservedBefore(queue, _ -> true);
    if (room <= 0) {
      return 0;
    }
    var demands = new HashMap<QueueKey, Integer>();
    asking.forEach(other -> demands.put(other, Math.min(roomOfQueue(other), MOST_AT_ONCE)));
    demands.put(queue, wanted);
    var shared = new HashMap<QueueKey, Integer>();
    while (room-- > 0 && shared.getOrDefault(queue, 0) < wanted) {
      demands.keySet().stream()
          .filter(other -> shared.getOrDefault(other, 0) < demands.getOrDefault(other, 0))
          .min(Comparator.comparingDouble(other -> share(other, shared)))
          .ifPresent(other -> shared.merge(other, 1, Integer::sum));
    }
    return shared.getOrDefault(queue, 0);
  }

  private double share(QueueKey queue, Map<QueueKey, Integer> more) {
    var has = held.ofQueue(queue) + reserved(queue) + more.getOrDefault(queue, 0);
    return (has + 1.0) / rations.apply(queue).weight();
  }

  /**
   * Reserved slots that count against the queue: all of its own, and of each other all but one, so
   * that long polls at empty queues do not keep a full one from being received.
   */
  private int reservedBefore(QueueKey queue, Predicate<QueueKey> which) {
    return reserved.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToInt(
            entry ->
                entry.getKey().equals(queue) ? entry.getValue() : Math.max(0, entry.getValue() - 1))
        .sum();
  }

  private int reserved(QueueKey queue) {
    return reserved.getOrDefault(queue, 0);
  }
}
