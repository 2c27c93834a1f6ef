package dev.videojob.operator.intake.source;

/** A queue could not be asked; the message is a sentence for people. */
public final class WorkSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WorkSourceException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
