package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Store, queues and deletion in memory: they keep in order what they are told, or are away. */
final class RecordedOutside {
  /** One thing told; {@code where} is a queue's URL, {@code store} or {@code deletion}. */
  record Sent(String where, String body, Map<String, String> attributes) {}

  final List<Sent> told = new ArrayList<>();
  private final Set<String> away = new HashSet<>();

  void away(String where) {
    away.add(where);
  }

  void back(String where) {
    away.remove(where);
  }

  MetadataStore store() {
    return new MetadataStore() {
      @Override
      public void upsert(JobDocument document) throws StoreAway {
        if (away.contains("store")) {
          throw new StoreAway("store is away", null);
        }
        told.add(new Sent("store", document.body().toString(), Map.of()));
      }

      @Override
      public void close() {}
    };
  }

  QueueSender sender() {
    return this::send;
  }

  private void send(Sqs sqs, String queueUrl, QueueSender.Outgoing message)
      throws QueueSender.SendRefused {
    if (away.contains(queueUrl)) {
      throw new QueueSender.SendRefused(queueUrl + " is away", new IllegalStateException());
    }
    told.add(new Sent(queueUrl, message.body(), message.attributes()));
  }

  MessageDeletion deletion() {
    return this::delete;
  }

  private void delete(VideoJob job, Sqs sqs) throws MessageDeletion.DeletionRefused {
    if (away.contains("deletion")) {
      throw new MessageDeletion.DeletionRefused("deletion is away");
    }
    told.add(new Sent("deletion", job.getMetadata().getName(), Map.of()));
  }
}
