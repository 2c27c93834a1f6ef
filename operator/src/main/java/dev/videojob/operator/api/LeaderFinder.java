package dev.videojob.operator.api;

/** Tells which replica leads: only that one knows what becomes of attempts. */
@FunctionalInterface
public interface LeaderFinder {
  /** Where the leader is. */
  sealed interface Place {
    /** It is this process. */
    record Here() implements Place {}

    /**
     * It is another replica.
     *
     * @param address scheme, host and port
     */
    record There(String address) implements Place {}

    /** There is none, or it says nowhere where it is reached. */
    record Unknown() implements Place {}
  }

  Place leader();
}
