package dev.videojob.operator.retention;

/** Deletes VideoJobs. */
public interface VideoJobRemoval {
  /**
   * Asks for the deletion of the VideoJob if it is still as it was seen. One that has changed or is
   * gone is left alone.
   *
   * @throws Refused when the API server cannot be asked or does not allow it
   */
  void remove(FinishedJob job) throws Refused;

  /** It was not deleted; the message is a sentence for people. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    public Refused(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
