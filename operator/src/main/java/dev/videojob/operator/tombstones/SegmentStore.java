package dev.videojob.operator.tombstones;

import dev.videojob.api.v1alpha1.FinishedWork;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where segments are kept: the API server. Every method throws {@link Unavailable} when the server
 * cannot be asked or refuses.
 */
public interface SegmentStore {
  /** What became of a write. */
  sealed interface Written {
    /**
     * It was made.
     *
     * @param segment as it is stored now
     */
    record Stored(FinishedWork segment) implements Written {}

    /** There is one of that name, or it is not as it was read, or it is gone: read it again. */
    record Conflict() implements Written {}
  }

  /**
   * Reads every segment as it is at one moment, in no order.
   *
   * @throws KindUnknown when the API server does not know segments, so that there are none
   */
  void readAll(Consumer<FinishedWork> reader);

  /** The segment as it is now. */
  Optional<FinishedWork> find(String name);

  Written create(FinishedWork segment);

  /** Replaces the segment if it is still as it was read. */
  Written replace(FinishedWork segment);

  /** Deletes the segment if it is still as it was read. */
  void delete(FinishedWork asRead);

  /** Tombstones cannot be read or written now; the message is a sentence for people. */
  class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String sentence) {
      super(sentence);
    }

    public Unavailable(String sentence, @Nullable Throwable cause) {
      super(sentence, cause);
    }
  }

  /** The API server has no such kind. */
  final class KindUnknown extends Unavailable {
    private static final long serialVersionUID = 1L;

    public KindUnknown(@Nullable Throwable cause) {
      super(
          "The API server does not know the kind FinishedWork, in which the operator remembers"
              + " finished work; apply its CRD: kubectl apply --server-side -f k8s/crds.yaml.",
          cause);
    }
  }
}
