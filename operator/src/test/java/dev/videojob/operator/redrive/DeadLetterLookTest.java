package dev.videojob.operator.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsQueueReads;
import dev.videojob.operator.intake.source.WorkSourceException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks into real queues. */
class DeadLetterLookTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @SuppressWarnings("NullAway.Init")
  private static SqsServer server;

  @SuppressWarnings("NullAway.Init")
  private Sqs dead;

  @BeforeAll
  static void startSqs() {
    server = new SqsServer();
  }

  @AfterAll
  static void stopSqs() {
    server.close();
  }

  @BeforeEach
  void aQueue() {
    dead = server.newQueue(30, 0);
  }

  private VideoQueue queue() {
    return RedriveWorld.queue(
        VideoQueueSpecSqsBuilder.builder(server.newQueue(30, 0))
            .deadLetterQueueUrl(dead.queueUrl())
            .build());
  }

  private static DeadLetterBoxes boxes(Duration hold) {
    return DeadLetterBoxes.sqs(server.clients(), hold, CLOCK);
  }

  private static DeadLetterLook look(DeadLetterBoxes boxes) {
    return new DeadLetterLook(boxes, new SqsQueueReads(server.clients()), CLOCK);
  }

  private static DeadLetterLook look() {
    return look(boxes(DeadLetterLook.HOLD));
  }

  private DeadLetterLook.Outcome.Seen seen(int most) {
    return (DeadLetterLook.Outcome.Seen) look().at(queue(), most);
  }

  private void lie(int letters) {
    IntStream.range(0, letters).forEach(number -> server.send(dead, "letter " + number));
  }

  @Test
  void letters_are_shown_and_stay_where_they_are() {
    lie(3);

    assertThat(seen(10).letters())
        .extracting(letter -> letter.message().body())
        .containsExactlyInAnyOrder("letter 0", "letter 1", "letter 2");
    assertThat(server.visible(dead)).isEqualTo(3);
    assertThat(server.held(dead)).isZero();
  }

  @Test
  void each_look_counts_as_a_receive() {
    lie(1);

    var _ = seen(10);
    assertThat(seen(10).letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.message().receiveCount()).isEqualTo(2));
  }

  @Test
  void more_than_one_receive_brings_are_shown_each_once_and_no_more_than_wanted() {
    lie(30);

    assertThat(seen(23).letters()).hasSize(23).extracting(Letter::id).doesNotHaveDuplicates();
    assertThat(server.visible(dead)).isEqualTo(30);
  }

  @Test
  void letters_that_a_redrive_holds_are_counted_and_not_shown() throws Exception {
    lie(5);
    var redrive = boxes(DeadLetterBox.HOLD).open(dead, dead.queueUrl());
    assertThat(redrive.receive(2)).hasSize(2);

    var seen = seen(10);

    assertThat(seen.letters()).hasSize(3);
    assertThat(seen.held()).isEqualTo(2);
    assertThat(server.held(dead)).isEqualTo(2);
  }

  @Test
  void of_a_fifo_queue_letters_of_each_group_are_shown_and_keep_their_order() {
    dead = server.newFifoQueue(30, 0);
    server.send(dead, "a", "a-1");
    server.send(dead, "a", "a-2");
    server.send(dead, "b", "b-1");

    assertThat(seen(10).letters())
        .extracting(letter -> letter.message().body())
        .contains("a-1", "b-1");
    assertThat(seen(1).letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.message().body()).isIn("a-1", "b-1"));
    assertThat(server.visible(dead)).isEqualTo(3);
  }

  @Test
  void nothing_is_looked_at_where_a_look_might_move_letters_away() {
    lie(1);
    server.moves(dead, 1, server.newQueue(30, 0));

    assertThat(look().at(queue(), 10))
        .isInstanceOfSatisfying(
            DeadLetterLook.Outcome.Impossible.class,
            said -> assertThat(said.sentence()).contains("redrive policy of its own"));
    assertThat(server.visible(dead)).isEqualTo(1);
  }

  @Test
  void a_queue_without_a_dead_letter_queue_is_said_by_its_field() {
    assertThat(look().at(RedriveWorld.queue(RedriveWorld.SOURCE, null), 10))
        .isEqualTo(
            new DeadLetterLook.Outcome.Impossible(
                "The VideoQueue uploads has no spec.sqs.deadLetterQueueUrl."));
  }

  @Test
  void a_queue_that_is_not_there_is_said_with_the_words_of_sqs() {
    dead = VideoQueueSpecSqsBuilder.builder(dead).queueUrl(dead.queueUrl() + "-gone").build();

    assertThat(look().at(queue(), 10)).isInstanceOf(DeadLetterLook.Outcome.NotNow.class);
  }

  @Test
  void what_was_seen_before_the_queue_failed_is_let_go() {
    lie(15);
    var failing = new SecondReceiveFails(boxes(DeadLetterLook.HOLD).open(dead, dead.queueUrl()));

    assertThat(look((_, _) -> failing).at(queue(), 15))
        .isEqualTo(new DeadLetterLook.Outcome.NotNow("the queue went away"));
    assertThat(server.visible(dead)).isEqualTo(15);
  }

  @Test
  void one_look_at_a_time_is_at_a_queue() throws Exception {
    lie(1);
    var queue = queue();
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var box = boxes(DeadLetterLook.HOLD).open(dead, dead.queueUrl());
    var look =
        look(
            (_, _) -> {
              began.countDown();
              awaited(goOn);
              return box;
            });
    var first = CompletableFuture.supplyAsync(() -> look.at(queue, 10));
    began.await();

    assertThat(look.at(queue, 10)).isInstanceOf(DeadLetterLook.Outcome.NotNow.class);
    goOn.countDown();
    assertThat(first.get()).isInstanceOf(DeadLetterLook.Outcome.Seen.class);
    await().until(() -> look.at(queue, 10) instanceof DeadLetterLook.Outcome.Seen);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class SecondReceiveFails implements DeadLetterBox {
    private final DeadLetterBox real;
    private boolean asked;

    SecondReceiveFails(DeadLetterBox real) {
      this.real = real;
    }

    @Override
    public List<ReceivedMessage> receive(int most) throws InterruptedException {
      if (asked) {
        throw new WorkSourceException("the queue went away", new IllegalStateException());
      }
      asked = true;
      return real.receive(most);
    }

    @Override
    public List<DeleteOutcome> delete(List<Lease> letters) {
      throw new AssertionError("a look deletes nothing");
    }

    @Override
    public void release(List<Lease> letters) {
      real.release(letters);
    }

    @Override
    public Depth depth() {
      return real.depth();
    }
  }
}
