package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.outbox.QueueSender.Outgoing;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SqsSenderTest {
  @SuppressWarnings("NullAway.Init")
  private static SqsServer sqs;

  private final SqsSender sender = new SqsSender(sqs.clients(), Duration.ZERO);

  @BeforeAll
  static void startSqs() {
    sqs = new SqsServer();
  }

  @AfterAll
  static void stopSqs() {
    sqs.close();
  }

  private static Outgoing letter(String id) {
    return new Outgoing("{\"video_id\": 7}", Map.of("trace", "t-1"), id, "customer-7");
  }

  private static ReceivedMessage received(Sqs queue) throws InterruptedException {
    var messages = new SqsWorkSource(sqs.client(queue), queue, InstantSource.system()).receive(10);
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  @Test
  void a_standard_queue_gets_body_and_attributes() throws Exception {
    var queue = sqs.newQueue(30, 1);

    sender.send(queue, queue.queueUrl(), letter("letter-1"));

    assertThat(received(queue).body()).isEqualTo("{\"video_id\": 7}");
  }

  @Test
  void a_fifo_queue_gets_the_group_too() throws Exception {
    var queue = sqs.newFifoQueue(30, 1);

    sender.send(queue, queue.queueUrl(), letter("letter-1"));

    var message = received(queue);
    assertThat(message.groupId()).isEqualTo("customer-7");
    assertThat(message.attributes()).containsEntry("trace", "t-1");
  }

  @Test
  void a_fifo_queue_takes_a_repeated_message_for_the_same_and_another_for_another()
      throws Exception {
    var queue = sqs.newFifoQueue(30, 1);

    sender.send(queue, queue.queueUrl(), letter("letter-1"));
    sender.send(queue, queue.queueUrl(), letter("letter-1"));
    assertThat(sqs.visible(queue)).isEqualTo(1);

    sender.send(queue, queue.queueUrl(), letter("letter-2"));
    assertThat(sqs.visible(queue)).isEqualTo(2);
  }

  @Test
  void a_queue_that_does_not_exist_refuses() {
    var queue = sqs.newQueue(30, 1);

    assertThatThrownBy(() -> sender.send(queue, queue.queueUrl() + "-missing", letter("letter-1")))
        .isInstanceOf(SendRefused.class)
        .hasMessageContaining("-missing did not accept a message");
  }

  /** What a sender is told of each message of one call; empty where it was accepted. */
  private static Map<String, String> sendTogether(Sqs queue, List<Outgoing> messages)
      throws Exception {
    var together = new SqsSender(sqs.clients(), Duration.ofHours(1));
    together.send(queue, queue.queueUrl(), letter("first"));
    var told = new ConcurrentHashMap<String, String>();
    try (var jobs = Executors.newVirtualThreadPerTaskExecutor()) {
      messages.forEach(
          message ->
              jobs.execute(
                  () -> {
                    try {
                      together.send(queue, queue.queueUrl(), message);
                      told.put(message.id(), "");
                    } catch (SendRefused e) {
                      told.put(message.id(), String.valueOf(e.getMessage()));
                    }
                  }));
    }
    return told;
  }

  private static List<Outgoing> ten() {
    return IntStream.range(0, 10).mapToObj(number -> letter("letter-" + number)).toList();
  }

  @Test
  void messages_that_are_sent_together_are_all_there() throws Exception {
    var queue = sqs.newQueue(30, 1);

    assertThat(sendTogether(queue, ten()))
        .hasSize(10)
        .allSatisfy((_, said) -> assertThat(said).isEmpty());

    assertThat(sqs.visible(queue)).isEqualTo(11);
  }

  @Test
  void a_message_that_the_queue_does_not_like_takes_no_other_with_it() throws Exception {
    var queue = sqs.newQueue(30, 1);
    var messages = new ArrayList<>(ten().subList(0, 9));
    messages.add(new Outgoing("not a character: \u0001", Map.of(), "bad", "customer-7"));

    var told = sendTogether(queue, messages);

    assertThat(told).hasSize(10);
    assertThat(told.remove("bad")).contains("did not accept a message");
    assertThat(told).allSatisfy((_, said) -> assertThat(said).isEmpty());
    assertThat(sqs.visible(queue)).isEqualTo(10);
  }
}
