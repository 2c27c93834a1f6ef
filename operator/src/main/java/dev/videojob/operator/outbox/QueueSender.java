package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends messages to the queues beside a VideoQueue's source. */
public interface QueueSender {
  /**
   * A message to send.
   *
   * @param attributes message attributes, at most ten
   * @param id the same each time that this message is sent, at most 128 characters: a FIFO queue
   *     takes a repetition within five minutes for the same message
   * @param group messages of one group keep their order in a FIFO queue; at most 128 characters
   */
  record Outgoing(String body, Map<String, String> attributes, String id, String group) {}

  /**
   * Sends one message and returns once the queue has accepted it.
   *
   * @param sqs says region and endpoint
   * @param queueUrl of the queue to send to
   * @throws SendRefused when the queue did not accept it
   */
  void send(Sqs sqs, String queueUrl, Outgoing message) throws SendRefused;

  /** The queue did not accept the message. It is sent again. */
  final class SendRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public SendRefused(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
