package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatedSlotsTest {
  private static final QueueKey QUEUE = new QueueKey("media", "uploads");

  private final GatedSlots slots =
      new GatedSlots(new SlotLedger(_ -> Ration.of(3), Ceilings.of(3), _ -> {}));

  @Test
  void none_can_be_reserved_before_they_are_opened() {
    assertThat(slots.reserve(QUEUE, 10)).isZero();

    slots.open();

    assertThat(slots.reserve(QUEUE, 10)).isEqualTo(3);
  }

  @Test
  void whoever_waits_is_woken_when_they_are_opened() {
    var woken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return slots.awaitFree(QUEUE, Duration.ofSeconds(30));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            Thread::startVirtualThread);

    slots.open();

    assertThat(woken).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
  }
}
