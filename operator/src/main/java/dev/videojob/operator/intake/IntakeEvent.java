package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.slots.QueueKey;
import java.time.Instant;

/** What happens at the intake of a queue, for status, metrics and Events. */
public sealed interface IntakeEvent {
  QueueKey queue();

  /** The queue answered a receive, with no message or some. */
  record Answered(QueueKey queue, int messages, Instant at) implements IntakeEvent {}

  /** A VideoJob was made. */
  record Created(QueueKey queue, String messageId, VideoJob job) implements IntakeEvent {}

  /** A message came again whose VideoJob exists: it holds the new receipt now. */
  record Redelivered(QueueKey queue, String messageId, String job) implements IntakeEvent {}

  /** A message, or a record of it, asks for work that another message's VideoJob stands for. */
  record Duplicate(QueueKey queue, String messageId, String job) implements IntakeEvent {}

  /** A message that asks for nothing was deleted. */
  record Ignored(QueueKey queue, String messageId, String reason) implements IntakeEvent {}

  /** A message, or a record of it, was refused. */
  record Refused(QueueKey queue, String messageId, String reason) implements IntakeEvent {}

  /** A message could not be taken now and comes again. */
  record Postponed(QueueKey queue, String messageId, String reason) implements IntakeEvent {}

  /** A message was given back because the intake stops. */
  record Released(QueueKey queue, String messageId) implements IntakeEvent {}

  /**
   * Nothing can be received, or nothing of it taken.
   *
   * @param reason a sentence for people
   * @param retryAt when it is tried again
   */
  record Failing(QueueKey queue, String reason, Instant retryAt) implements IntakeEvent {}
}
