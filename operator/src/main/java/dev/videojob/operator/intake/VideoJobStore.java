package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * VideoJobs and their Secrets as the API server has them. All reads are live, as what a cache does
 * not have may exist. Every method throws {@link Unavailable} when the server cannot be asked or
 * answers with anything that is not the message's fault.
 */
public interface VideoJobStore {
  /** What became of a creation. */
  sealed interface Creation {
    /**
     * The VideoJob was made.
     *
     * @param job as the server stored it
     */
    record Created(VideoJob job) implements Creation {}

    record AlreadyExists() implements Creation {}

    /** The server does not accept such an object, now or later. */
    record Invalid(String sentence) implements Creation {}
  }

  Creation create(VideoJob job);

  Optional<VideoJob> find(String namespace, String name);

  /** The VideoJobs of a namespace whose label says that they are of a message. */
  List<VideoJob> ofMessage(String namespace, String messageLabel);

  /**
   * Adds or replaces annotations if the VideoJob is still as it was read.
   *
   * @return the VideoJob as it is now; empty when it has changed or gone: read it again
   */
  Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations);

  /** Makes sure that the Secret exists for the owner that it names. */
  void ensure(Secret secret);

  /** The API server could not be asked; the message is a sentence for people. */
  final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String sentence) {
      super(sentence);
    }

    public Unavailable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
