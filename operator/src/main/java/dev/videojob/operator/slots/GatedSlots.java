package dev.videojob.operator.slots;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Slots of which none can be reserved until they are opened, once and for good. */
public final class GatedSlots implements ReceiveSlots {
  private final ReceiveSlots slots;
  private final CountDownLatch closed = new CountDownLatch(1);

  public GatedSlots(ReceiveSlots slots) {
    this.slots = slots;
  }

  /** From now on slots are reserved as if there were no gate. */
  public void open() {
    closed.countDown();
  }

  @Override
  public int reserve(QueueKey queue, int wanted) {
    return closed.getCount() == 0 ? slots.reserve(queue, wanted) : 0;
  }

  @Override
  public void giveBack(QueueKey queue, int count) {
    slots.giveBack(queue, count);
  }

  @Override
  public boolean awaitFree(QueueKey queue, Duration atMost) throws InterruptedException {
    return closed.getCount() == 0
        ? slots.awaitFree(queue, atMost)
        : closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void leave(QueueKey queue) {
    slots.leave(queue);
  }
}
