package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.intake.message.InvalidMappingException;
import dev.videojob.operator.intake.message.MessageReader;
import dev.videojob.operator.slots.QueueKey;

/** A VideoQueue with what reads its messages. */
public record ServedQueue(QueueKey key, VideoQueue queue, MessageReader reader) {
  /**
   * A queue as it is to be served.
   *
   * @throws InvalidMappingException when its mapping cannot be used
   */
  public static ServedQueue of(VideoQueue queue) {
    return new ServedQueue(QueueKey.of(queue), queue, new MessageReader(queue.getSpec()));
  }
}
