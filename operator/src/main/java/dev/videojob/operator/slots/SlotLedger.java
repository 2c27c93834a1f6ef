package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoQueueSpec.ClassLimit;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.WaitingReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts what runs against what may. It counts owned work only, never what a queue says of its
 * depth, and it is rebuilt from the resources at every start: {@link #holds} for each live attempt.
 *
 * <p>Work that is here goes before work that may come: what an intake has reserved for the time of
 * its long poll keeps another intake from receiving, but no job from starting. A message that then
 * finds its slot taken becomes a job that waits.
 */
public final class SlotLedger implements ReceiveSlots {
  private final Function<QueueKey, Limits> limits;
  private final int operatorLimit;
  private final Consumer<JobKey> wakeUp;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Map<JobKey, Claim> holders = new HashMap<>();
  private final Map<QueueKey, Integer> held = new HashMap<>();
  private final Map<ClassKey, Integer> heldOfClass = new HashMap<>();
  private final Map<QueueKey, Integer> reserved = new HashMap<>();
  private final Map<QueueKey, Line> lines = new HashMap<>();
  private final Map<JobKey, Claim> waiters = new HashMap<>();

  private record ClassKey(QueueKey queue, @Nullable String className) {
    static ClassKey of(Claim claim) {
      return new ClassKey(claim.queue(), claim.className());
    }
  }

  /**
   * @param limits of a queue, now
   * @param operatorLimit attempts that may live at once over all queues
   * @param wakeUp is told of each waiting job that may ask again
   */
  public SlotLedger(Function<QueueKey, Limits> limits, int operatorLimit, Consumer<JobKey> wakeUp) {
    this.limits = limits;
    this.operatorLimit = operatorLimit;
    this.wakeUp = wakeUp;
  }

  /** Asks for a slot; a holder keeps its own. */
  public Verdict admit(Claim claim) {
    lock.lock();
    try {
      if (holders.containsKey(claim.job())) {
        return new Verdict.Admitted();
      }
      stopWaiting(claim.job());
      var obstacle = obstacle(claim);
      if (obstacle == null) {
        take(claim);
        return new Verdict.Admitted();
      }
      return enqueue(claim, obstacle);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a slot for a job that does not exist yet, if one is free; it does not wait for one.
   *
   * @return false as well when a job of its name holds a slot already
   */
  public boolean takes(Claim claim) {
    lock.lock();
    try {
      if (holders.containsKey(claim.job())
          || waiters.containsKey(claim.job())
          || obstacle(claim) != null) {
        return false;
      }
      take(claim);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Records that a job holds a slot, whatever the limits say: its attempt lives already. */
  public void holds(Claim claim) {
    lock.lock();
    try {
      if (!holders.containsKey(claim.job())) {
        take(claim);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The job needs no slot any more, and does not wait for one. */
  public void release(JobKey job) {
    List<JobKey> next;
    lock.lock();
    try {
      var waited = stopWaiting(job);
      var holder = holders.remove(job);
      if (holder == null && !waited) {
        return;
      }
      if (holder != null) {
        held.merge(holder.queue(), -1, Integer::sum);
        heldOfClass.merge(ClassKey.of(holder), -1, Integer::sum);
      }
      freed.signalAll();
      next = admissible();
    } finally {
      lock.unlock();
    }
    next.forEach(wakeUp);
  }

  /** Limits may have changed: those that may start now are told. */
  public void reconsider() {
    List<JobKey> next;
    lock.lock();
    try {
      freed.signalAll();
      next = admissible();
    } finally {
      lock.unlock();
    }
    next.forEach(wakeUp);
  }

  /** Jobs of the queue that hold a slot. */
  public int running(QueueKey queue) {
    lock.lock();
    try {
      return held.getOrDefault(queue, 0);
    } finally {
      lock.unlock();
    }
  }

  /** Jobs of the queue that wait for a slot. */
  public int waiting(QueueKey queue) {
    lock.lock();
    try {
      return lineOf(queue).size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int reserve(QueueKey queue, int wanted) {
    lock.lock();
    try {
      var granted = Math.clamp(free(queue), 0, wanted);
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
      while (free(queue) <= 0) {
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

  private void take(Claim claim) {
    stopWaiting(claim.job());
    holders.put(claim.job(), claim);
    held.merge(claim.queue(), 1, Integer::sum);
    heldOfClass.merge(ClassKey.of(claim), 1, Integer::sum);
  }

  private Verdict enqueue(Claim claim, Verdict.Waits obstacle) {
    waiters.put(claim.job(), claim);
    var line = lineOf(claim.queue());
    line.add(claim);
    return new Verdict.Waits(obstacle.reason(), obstacle.message(), line.position(claim));
  }

  private boolean stopWaiting(JobKey job) {
    var claim = waiters.remove(job);
    return claim != null && lineOf(claim.queue()).remove(claim);
  }

  private Verdict.@Nullable Waits obstacle(Claim claim) {
    var limit = limits.apply(claim.queue());
    if (operatorRoom() <= 0) {
      return new Verdict.Waits(
          WaitingReason.OPERATOR_LIMIT,
          "All " + operatorLimit + " slots of the operator are taken.",
          0);
    }
    var room = queueRoom(claim.queue(), limit);
    if (room <= 0
        || lineOf(claim.queue())
                .ahead(claim, name -> classHasRoom(claim.queue(), name, limit), room)
            >= room) {
      return new Verdict.Waits(
          WaitingReason.QUEUE_LIMIT,
          "All " + limit.maxJobs() + " slots of the queue are taken.",
          0);
    }
    if (!classHasRoom(claim.queue(), claim.className(), limit)) {
      return new Verdict.Waits(
          WaitingReason.CLASS_LIMIT, "All slots of class " + claim.className() + " are taken.", 0);
    }
    return null;
  }

  /** Who may start now, in each queue as many as could if all the operator's room were its own. */
  private List<JobKey> admissible() {
    var room = operatorRoom();
    return lines.keySet().stream()
        .flatMap(queue -> startable(queue, room).stream())
        .map(Claim::job)
        .toList();
  }

  /** The first of those of the queue that wait for nothing but the operator's limit. */
  private List<Claim> startable(QueueKey queue, int atMost) {
    var limit = limits.apply(queue);
    return lineOf(queue)
        .first(name -> classHasRoom(queue, name, limit), Math.min(atMost, queueRoom(queue, limit)));
  }

  private int startable(QueueKey queue) {
    var limit = limits.apply(queue);
    return Math.clamp(
        lineOf(queue).size(name -> classHasRoom(queue, name, limit)),
        0,
        Math.max(0, queueRoom(queue, limit)));
  }

  /** Slots that work which waits already leaves over. */
  private int free(QueueKey queue) {
    var startable = lines.keySet().stream().mapToInt(this::startable).sum();
    return Math.min(unreserved(queue) - lineOf(queue).size(), operatorUnreserved() - startable);
  }

  private Line lineOf(QueueKey queue) {
    return lines.computeIfAbsent(queue, key -> new Line());
  }

  private int queueRoom(QueueKey queue, Limits limit) {
    return limit.maxJobs() - held.getOrDefault(queue, 0);
  }

  private int operatorRoom() {
    return operatorLimit - holders.size();
  }

  private int unreserved(QueueKey queue) {
    return queueRoom(queue, limits.apply(queue)) - reserved.getOrDefault(queue, 0);
  }

  private int operatorUnreserved() {
    return operatorRoom() - reserved.values().stream().mapToInt(Integer::intValue).sum();
  }

  private boolean classHasRoom(QueueKey queue, @Nullable String className, Limits limit) {
    return limit.classes().stream()
        .filter(known -> known.name().equals(className))
        .mapToInt(ClassLimit::maxJobs)
        .allMatch(most -> heldOfClass.getOrDefault(new ClassKey(queue, className), 0) < most);
  }
}
