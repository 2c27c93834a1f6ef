package dev.videojob.sim.outside;

import dev.videojob.operator.outbox.JobDocument;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A metadata store: the newest revision of each document. */
public final class DocumentStore {
  private final Map<String, JobDocument> documents = new HashMap<>();

  public void upsert(JobDocument document) {
    documents.merge(
        document.id(),
        document,
        (before, after) -> after.revision() > before.revision() ? after : before);
  }

  public Optional<JobDocument> document(String id) {
    return Optional.ofNullable(documents.get(id));
  }
}
