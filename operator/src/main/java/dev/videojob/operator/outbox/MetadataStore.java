package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the story of every VideoJob is kept for the rest of the platform. */
public interface MetadataStore extends AutoCloseable {
  /**
   * Replaces the document unless the store has a newer revision of it. Idempotent.
   *
   * @throws StoreAway when the store did not accept it in time
   */
  void upsert(JobDocument document) throws StoreAway;

  /**
   * The body of the document that the store has of a VideoJob. A store that cannot be asked has
   * none.
   *
   * @throws StoreAway when the store did not answer in time
   */
  default Optional<ObjectNode> find(String uid) throws StoreAway {
    return Optional.empty();
  }

  /** What a person is told once a document is accepted. */
  default String whenTold() {
    return "The metadata store has the newest revision.";
  }

  @Override
  void close();

  /** The store did not answer, or refused. The write is tried again. */
  final class StoreAway extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreAway(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** No store is configured: nothing is told. */
  MetadataStore NONE =
      new MetadataStore() {
        @Override
        public void upsert(JobDocument document) {}

        @Override
        public String whenTold() {
          return "No metadata store is configured.";
        }

        @Override
        public void close() {}
      };
}
