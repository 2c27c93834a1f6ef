package dev.videojob.chaos.verdict;

/**
 * Something that was promised and is not so.
 *
 * @param kind which promise
 * @param about the upload, or the place
 * @param sentence what was seen
 */
public record Fault(Kind kind, String about, String sentence) {

  /** What a fault means for whoever uploaded. */
  public enum Harm {
    /** The work has no end, or nobody can know of it. */
    LOST,
    /** It was done, or ended, twice. */
    DOUBLED,
    /** It ended, and otherwise than it should. */
    MISJUDGED,
    /** We could not see whether it went well. */
    UNSEEN
  }

  /** Which promise. */
  public enum Kind {
    NO_TRACE(Harm.LOST),
    NO_END(Harm.LOST),
    OUTPUT_MISSING(Harm.LOST),
    LETTER_MISSING(Harm.LOST),
    STORE_NOT_TOLD(Harm.LOST),
    PROCESSED_QUEUE_NOT_TOLD(Harm.LOST),
    MESSAGE_LEFT(Harm.LOST),
    TWO_PODS(Harm.DOUBLED),
    TWO_PUBLICATIONS(Harm.DOUBLED),
    TWO_VIDEO_JOBS(Harm.DOUBLED),
    TWO_LETTERS(Harm.DOUBLED),
    TWO_ENDS(Harm.DOUBLED),
    GOOD_GIVEN_UP(Harm.MISJUDGED),
    BROKEN_ACCEPTED(Harm.MISJUDGED),
    NOT_WITNESSED(Harm.UNSEEN);

    private final Harm harm;

    Kind(Harm harm) {
      this.harm = harm;
    }

    /** What it means for whoever uploaded. */
    public Harm harm() {
      return harm;
    }
  }

  @Override
  public String toString() {
    return "%s %s: %s: %s".formatted(kind.harm(), kind, about, sentence);
  }
}
