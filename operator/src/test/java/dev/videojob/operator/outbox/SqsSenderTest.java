package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.outbox.QueueSender.Outgoing;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SqsSenderTest {
  @SuppressWarnings("NullAway.Init")
  private static SqsServer sqs;

  private final SqsSender sender = new SqsSender(sqs.clients());

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
}
