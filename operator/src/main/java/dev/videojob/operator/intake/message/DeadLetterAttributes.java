package dev.videojob.operator.intake.message;

import java.util.Set;

/** Names of the message attributes that make a message a dead letter of ours. */
public final class DeadLetterAttributes {
  public static final String REASON = "VideoJobReason";
  public static final String FAILURE_CLASS = "VideoJobFailureClass";

  /** Everything that the letter says, as JSON. */
  public static final String DETAILS = "VideoJobDeadLetter";

  /** How the body is encoded; only where it does not fit as it is. */
  public static final String BODY_ENCODING = "VideoJobBodyEncoding";

  public static final String GZIP_BASE64 = "gzip+base64";

  static final Set<String> OURS = Set.of(REASON, FAILURE_CLASS, DETAILS, BODY_ENCODING);

  private DeadLetterAttributes() {}
}
