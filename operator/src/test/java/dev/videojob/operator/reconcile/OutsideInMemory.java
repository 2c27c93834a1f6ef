package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.outbox.JobDocument;
import dev.videojob.operator.outbox.MessageDeletion;
import dev.videojob.operator.outbox.MetadataStore;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Metadata store, queues and messages in memory, for the tests of the loop: they keep in order what
 * they are told, or are away.
 */
final class OutsideInMemory {
  static final String STORE = "store";
  static final String DEAD_LETTERS = "http://sqs/dead";
  static final String PROCESSED = "http://sqs/processed";
  static final String DELETION = "deletion";

  /**
   * One thing told.
   *
   * @param where a queue's URL, {@link #STORE} or {@link #DELETION}
   * @param what the document, the body, or the name of the job whose message was deleted
   * @param recorded the state that the API server had of the job at that moment
   */
  record Told(String where, String what, String recorded) {}

  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final Set<String> away = ConcurrentHashMap.newKeySet();
  private final SegmentsInMemory segments = new SegmentsInMemory();
  private final Function<VideoJob, String> recorded;
  private volatile MessageDeletion deletion = (job, sqs) -> {};
  private volatile QueueSender sender = (sqs, queueUrl, message) -> {};

  /**
   * @param recorded what the API server has of a job now
   */
  OutsideInMemory(Function<VideoJob, String> recorded) {
    this.recorded = recorded;
  }

  /** Where finished work is remembered. */
  SegmentsInMemory segments() {
    return segments;
  }

  void isAway(String where) {
    away.add(where);
  }

  void isBack(String where) {
    away.remove(where);
  }

  List<Told> told(String where) {
    return told.stream().filter(one -> one.where().equals(where)).toList();
  }

  /** Where it was told, in order, once for each time. */
  List<String> places() {
    return told.stream().map(Told::where).toList();
  }

  MetadataStore store() {
    return new MetadataStore() {
      @Override
      public void upsert(JobDocument document) throws StoreAway {
        if (away.contains(STORE)) {
          throw new StoreAway("the store is away", null);
        }
        told.add(new Told(STORE, document.body().path("state").asText(), ""));
      }

      @Override
      public void close() {}
    };
  }

  /** Messages are sent so from now on, and that is kept as before. */
  void sendsBy(QueueSender real) {
    sender = real;
  }

  QueueSender sender() {
    return this::send;
  }

  private void send(Sqs sqs, String queueUrl, QueueSender.Outgoing message)
      throws QueueSender.SendRefused {
    if (away.contains(queueUrl)) {
      throw new QueueSender.SendRefused(queueUrl + " is away", null);
    }
    sender.send(sqs, queueUrl, message);
    told.add(new Told(queueUrl, message.body(), ""));
  }

  /** Messages are deleted so from now on, and that is kept as before. */
  void deletesBy(MessageDeletion real) {
    deletion = real;
  }

  MessageDeletion deletion() {
    return this::delete;
  }

  private void delete(VideoJob job, Sqs sqs) throws MessageDeletion.DeletionRefused {
    if (away.contains(DELETION)) {
      throw new MessageDeletion.DeletionRefused("the queue is away");
    }
    deletion.delete(job, sqs);
    told.add(new Told(DELETION, job.getMetadata().getName(), recorded.apply(job)));
  }

  Settler.Messages messages() {
    return job -> {
      var origin = job.getSpec().origin();
      return origin == null || origin.body() == null
          ? new Settler.Message("", Map.of())
          : new Settler.Message(origin.body(), origin.attributes());
    };
  }
}
