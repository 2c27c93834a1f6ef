package dev.videojob.operator.outbox;

import org.jspecify.annotations.Nullable;

/** Where the story of every VideoJob is kept for the rest of the platform. */
public interface MetadataStore extends AutoCloseable {
  /**
   * Replaces the document unless the store has a newer revision of it. Idempotent.
   *
   * @throws StoreAway when the store did not accept it in time
   */
  void upsert(JobDocument document) throws StoreAway;

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
}
