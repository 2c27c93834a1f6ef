package dev.videojob.operator.intake;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log what a person may have to know of the intake. */
final class IntakeLog implements IntakeListener {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeLog.class);

  @Override
  public void on(IntakeEvent event) {
    switch (event) {
      case IntakeEvent.Answered answered ->
          LOG.trace("{} answered with {} messages", answered.queue(), answered.messages());
      case IntakeEvent.Created created ->
          LOG.info(
              "{}: message {} became VideoJob {}",
              created.queue(),
              created.messageId(),
              created.job().getMetadata().getName());
      case IntakeEvent.Redelivered again ->
          LOG.info(
              "{}: message {} came again for VideoJob {}",
              again.queue(),
              again.messageId(),
              again.job());
      case IntakeEvent.Duplicate duplicate ->
          LOG.info(
              "{}: message {} asks for what VideoJob {} stands for",
              duplicate.queue(),
              duplicate.messageId(),
              duplicate.job());
      case IntakeEvent.Ignored ignored ->
          LOG.info("{}: message {}: {}", ignored.queue(), ignored.messageId(), ignored.reason());
      case IntakeEvent.Refused refused ->
          LOG.warn(
              "{}: message {} was refused: {}",
              refused.queue(),
              refused.messageId(),
              refused.reason());
      case IntakeEvent.Postponed later ->
          LOG.warn(
              "{}: message {} comes again later: {}",
              later.queue(),
              later.messageId(),
              later.reason());
      case IntakeEvent.Released released ->
          LOG.info("{}: message {} was given back", released.queue(), released.messageId());
      case IntakeEvent.Failing failing ->
          LOG.warn(
              "{}: {} Trying again at {}", failing.queue(), failing.reason(), failing.retryAt());
    }
  }
}
