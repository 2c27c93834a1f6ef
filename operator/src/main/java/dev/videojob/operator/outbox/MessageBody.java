package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoJob;

/** Finds the body of the message that a VideoJob came from, in the resource or in its Secret. */
public interface MessageBody {
  /** The body as it was received. */
  String of(VideoJob job);
}
