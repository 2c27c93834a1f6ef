package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;

/** Takes the message of a finished VideoJob off its queue. */
public interface MessageDeletion {
  /**
   * Deletes the message by its newest receipt. A lease that is lost counts as done: the message
   * comes again, finds its VideoJob finished, and is deleted then.
   *
   * @throws DeletionRefused when the queue did not answer; it is tried again
   */
  void delete(VideoJob job, Sqs sqs) throws DeletionRefused;

  /** The queue did not answer. */
  final class DeletionRefused extends Exception {
    private static final long serialVersionUID = 1L;

    public DeletionRefused(String message) {
      super(message);
    }
  }
}
