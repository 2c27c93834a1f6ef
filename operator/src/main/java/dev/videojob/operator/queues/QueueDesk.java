package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.reconcile.VideoJobWatch;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.SlotLedger;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Carries changes of VideoQueues to the intake, the ledger and the jobs that wait. */
public final class QueueDesk implements ResourceEventHandler<VideoQueue> {
  private final VideoQueueIntakes intakes;
  private final SlotLedger ledger;
  private final VideoJobWatch watch;

  /** Why a queue receives nothing, by queue; the others are fine. */
  private final Map<QueueKey, String> faults = new ConcurrentHashMap<>();

  private volatile boolean open;

  public QueueDesk(VideoQueueIntakes intakes, SlotLedger ledger, VideoJobWatch watch) {
    this.intakes = intakes;
    this.ledger = ledger;
    this.watch = watch;
  }

  /** Starts receiving; called when this process leads and its caches are filled. */
  public void open(Collection<VideoQueue> known) {
    open = true;
    known.forEach(this::apply);
  }

  /** Why the queue cannot be received from, if its settings are wrong. */
  public Optional<String> fault(QueueKey queue) {
    return Optional.ofNullable(faults.get(queue));
  }

  @Override
  public void onAdd(VideoQueue queue) {
    changed(queue);
  }

  @Override
  public void onUpdate(VideoQueue before, VideoQueue queue) {
    if (!Objects.equals(before.getSpec(), queue.getSpec())) {
      changed(queue);
    }
  }

  @Override
  public void onDelete(VideoQueue queue, boolean finalStateUnknown) {
    faults.remove(QueueKey.of(queue));
    intakes.remove(QueueKey.of(queue));
  }

  private void changed(VideoQueue queue) {
    if (open) {
      apply(queue);
      ledger.reconsider();
      wakeJobsWithoutAttempt(QueueKey.of(queue));
    }
  }

  private void apply(VideoQueue queue) {
    intakes
        .apply(queue)
        .ifPresentOrElse(
            fault -> faults.put(QueueKey.of(queue), fault),
            () -> faults.remove(QueueKey.of(queue)));
  }

  private void wakeJobsWithoutAttempt(QueueKey queue) {
    watch.atWork(queue).filter(QueueDesk::waits).forEach(job -> watch.lookAt(JobKey.of(job)));
  }

  private static boolean waits(VideoJob job) {
    var status = job.getStatus();
    return status != null && !status.ended() && Planner.liveAttempt(status).isEmpty();
  }
}
