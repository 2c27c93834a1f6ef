package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A metadata store that can also be asked. */
public interface ReadableMetadataStore extends MetadataStore {
  /**
   * The body of the document that the store has of a VideoJob.
   *
   * @throws StoreAway when the store did not answer in time
   */
  Optional<ObjectNode> find(String uid) throws StoreAway;

  /** No store is configured: nothing is told, and nothing is known. */
  ReadableMetadataStore NONE =
      new ReadableMetadataStore() {
        @Override
        public void upsert(JobDocument document) {}

        @Override
        public Optional<ObjectNode> find(String uid) {
          return Optional.empty();
        }

        @Override
        public String whenTold() {
          return "No metadata store is configured.";
        }

        @Override
        public void close() {}
      };
}
