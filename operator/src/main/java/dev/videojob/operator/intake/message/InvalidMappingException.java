package dev.videojob.operator.intake.message;

/** A queue's {@code spec.mapping} cannot be used; the message says which field and why. */
public final class InvalidMappingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMappingException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
