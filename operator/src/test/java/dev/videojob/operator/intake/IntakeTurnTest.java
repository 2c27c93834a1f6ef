package dev.videojob.operator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.operator.intake.IntakeTurn.Next;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.UntouchedSource;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.ReceiveSlots;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a queue is asked, and for how many messages. */
class IntakeTurnTest {
  private final CountedSlots slots = new CountedSlots();
  private final List<Integer> asked = new ArrayList<>();
  private int messages;

  private final IntakeTurn turn =
      new IntakeTurn(
          ServedQueue.of(queue()),
          new UntouchedSource(),
          slots,
          new MessageIntake(
              new MemoryStore(),
              new SegmentsInMemory().tombstones(),
              new Creations(),
              (_, _, _) -> true,
              new CountedArrivals(),
              _ -> {}),
          _ -> {},
          new SetClock(),
          () -> false);

  private static VideoQueue queue() {
    var queue = new VideoQueue();
    queue.setMetadata(new ObjectMetaBuilder().withNamespace("media").withName("uploads").build());
    queue.setSpec(VideoQueueSpecBuilder.builder().build());
    return queue;
  }

  private static final class CountedSlots implements ReceiveSlots {
    private int free;

    @Override
    public int reserve(QueueKey queue, int wanted) {
      var reserved = Math.min(free, wanted);
      free -= reserved;
      return reserved;
    }

    @Override
    public void leave(QueueKey queue) {}

    @Override
    public void giveBack(QueueKey queue, int count) {
      free += count;
    }

    @Override
    public boolean awaitFree(QueueKey queue, Duration atMost) {
      throw new AssertionError("a turn waits for no slot");
    }
  }

  private Next next() throws InterruptedException {
    return turn.take(this::poll);
  }

  private List<ReceivedMessage> poll(int max) {
    asked.add(max);
    var given = Math.min(max, messages);
    messages -= given;
    return IntStream.range(0, given)
        .mapToObj(number -> Messages.message("m-" + number, "{}"))
        .toList();
  }

  @Test
  void without_a_slot_nothing_is_asked_for() throws Exception {
    assertThat(next()).isEqualTo(new Next.AwaitSlots());
    assertThat(asked).isEmpty();
  }

  @Test
  void slots_that_become_free_one_by_one_share_a_receive_where_more_messages_wait()
      throws Exception {
    messages = 100;
    slots.free = 4;
    assertThat(next()).isInstanceOf(Next.Handle.class);
    assertThat(next()).isEqualTo(new Next.AwaitSlots());

    slots.free = 1;
    assertThat(next()).isEqualTo(new Next.Pause(IntakeTurn.GATHERING));
    assertThat(slots.free).as("waiting jobs may have it meanwhile").isEqualTo(1);
    slots.free = 3;
    assertThat(next()).isInstanceOf(Next.Handle.class);

    assertThat(asked).containsExactly(4, 3);
  }

  @Test
  void a_full_batch_waits_for_nothing() throws Exception {
    messages = 100;
    slots.free = 25;

    assertThat(next()).isInstanceOf(Next.Handle.class);
    assertThat(next()).isInstanceOf(Next.Handle.class);

    assertThat(asked).containsExactly(10, 10);
  }

  @Test
  void a_queue_that_had_less_than_was_asked_for_is_asked_again_at_once() throws Exception {
    messages = 1;
    slots.free = 5;
    assertThat(next()).isInstanceOf(Next.Handle.class);

    messages = 1;
    assertThat(next()).isInstanceOf(Next.Handle.class);

    assertThat(asked).containsExactly(5, 4);
  }
}
