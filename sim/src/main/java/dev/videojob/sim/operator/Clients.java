package dev.videojob.sim.operator;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.act.AttemptJobs;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.intake.source.WorkSourceException;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.observe.ClusterReads;
import dev.videojob.operator.outbox.JobDocument;
import dev.videojob.operator.outbox.MetadataStore;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.reconcile.StatusWriter;
import dev.videojob.operator.redrive.DeadLetterBox;
import dev.videojob.operator.redrive.RedriveStore;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.retention.FinishedJob;
import dev.videojob.operator.retention.VideoJobRemoval;
import dev.videojob.operator.status.StatusSwap;
import dev.videojob.operator.tombstones.SegmentStore;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.faults.Service;
import dev.videojob.sim.queues.SimulatedQueue;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The interfaces by which the operator reaches its surroundings, each call one that can fail. */
final class Clients {
  private static final int TRIES = 10;

  private final Surroundings around;
  private final Calls calls;
  private final Caches caches;
  private final InstantSource clock;

  Clients(Surroundings around, Calls calls, Caches caches, InstantSource clock) {
    this.around = around;
    this.calls = calls;
    this.caches = caches;
    this.clock = clock;
  }

  private <T> T api(String what, Supplier<T> effect) {
    return calls.make(Service.API_SERVER, what, effect, KubernetesClientException::new);
  }

  VideoJobStore store() {
    return new Store();
  }

  private final class Store implements VideoJobStore {
    private <T> T call(String what, Supplier<T> effect) {
      return calls.make(Service.API_SERVER, what, effect, VideoJobStore.Unavailable::new);
    }

    @Override
    public Creation create(VideoJob job) {
      return call(
          "create VideoJob " + job.getMetadata().getName(),
          () ->
              around
                  .api()
                  .create(job)
                  .<Creation>map(Creation.Created::new)
                  .orElseGet(Creation.AlreadyExists::new));
    }

    @Override
    public Optional<VideoJob> find(String namespace, String name) {
      return call("get VideoJob " + name, () -> around.api().videoJob(name));
    }

    @Override
    public List<VideoJob> ofMessage(String namespace, String messageLabel) {
      return call(
          "list VideoJobs of a message",
          () ->
              around
                  .api()
                  .videoJobs(
                      job ->
                          messageLabel.equals(
                              job.getMetadata().getLabels().get(Names.MESSAGE_LABEL)))
                  .toList());
    }

    @Override
    public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
      return call(
          "annotate VideoJob " + asRead.getMetadata().getName() + " " + annotations.keySet(),
          () -> around.api().annotate(asRead, annotations));
    }

    @Override
    public void ensure(Secret secret) {
      var there = call("create Secret", () -> around.api().secret(secret));
      if (!there
          .getMetadata()
          .getOwnerReferences()
          .equals(secret.getMetadata().getOwnerReferences())) {
        throw new VideoJobStore.Unavailable("the Secret belongs to something else");
      }
    }
  }

  WorkSource source() {
    var sqs = Objects.requireNonNull(around.queue().getSpec().sqs());
    return new Source(
        around.source(), Service.SOURCE_QUEUE, Duration.ofSeconds(sqs.visibilityTimeoutSeconds()));
  }

  private final class Source implements WorkSource {
    private final SimulatedQueue queue;
    private final Service service;
    private final Duration visibility;

    Source(SimulatedQueue queue, Service service, Duration visibility) {
      this.queue = queue;
      this.service = service;
      this.visibility = visibility;
    }

    @Override
    public List<ReceivedMessage> receive(int max) {
      return calls.make(
          service,
          "receive",
          () -> queue.receive(max, visibility, clock.instant()),
          said -> new WorkSourceException(said, new IllegalStateException(said)));
    }

    @Override
    public List<LeaseOutcome> renew(List<Lease> leases, Duration wanted) {
      try {
        return calls.make(
            service,
            "renew " + leases.size(),
            () -> leases.stream().map(lease -> renew(lease, wanted)).toList(),
            IllegalStateException::new);
      } catch (IllegalStateException e) {
        return leases.stream()
            .<LeaseOutcome>map(lease -> new LeaseOutcome.TryAgain(lease, "no answer"))
            .toList();
      }
    }

    private LeaseOutcome renew(Lease lease, Duration wanted) {
      if (around.weather().entryFails()) {
        return new LeaseOutcome.TryAgain(lease, "RequestThrottled");
      }
      var allowed = SqsWorkSource.allowed(lease, wanted, clock.instant());
      return queue.renew(lease, allowed);
    }

    @Override
    public List<DeleteOutcome> delete(List<Lease> leases) {
      try {
        return calls.make(
            service,
            "delete " + leases.getFirst().messageId(),
            () -> leases.stream().map(this::delete).toList(),
            IllegalStateException::new);
      } catch (IllegalStateException e) {
        return leases.stream()
            .<DeleteOutcome>map(lease -> new DeleteOutcome.TryAgain(lease, "no answer"))
            .toList();
      }
    }

    private DeleteOutcome delete(Lease lease) {
      return around.weather().entryFails()
          ? new DeleteOutcome.TryAgain(lease, "RequestThrottled")
          : queue.delete(lease);
    }

    @Override
    public void release(List<Lease> leases) {
      try {
        boolean _ =
            calls.make(
                service,
                "release",
                () -> {
                  leases.forEach(queue::release);
                  return true;
                },
                IllegalStateException::new);
      } catch (IllegalStateException e) {
        // They come again by themselves.
        around.story().accept("release failed");
      }
    }
  }

  DeadLetterBox letters() {
    return new Letters(
        new Source(around.deadLetters(), Service.DEAD_LETTER_QUEUE, DeadLetterBox.HOLD));
  }

  private final class Letters implements DeadLetterBox {
    private final WorkSource queue;

    Letters(WorkSource queue) {
      this.queue = queue;
    }

    @Override
    public List<ReceivedMessage> receive(int most) throws InterruptedException {
      return queue.receive(most);
    }

    @Override
    public List<DeleteOutcome> delete(List<Lease> letters) {
      return queue.delete(letters);
    }

    @Override
    public void release(List<Lease> letters) {
      if (!letters.isEmpty()) {
        queue.release(letters);
      }
    }

    @Override
    public Depth depth() {
      return calls.make(
          Service.DEAD_LETTER_QUEUE,
          "count letters",
          () -> new Depth(around.deadLetters().visible(), around.deadLetters().held()),
          said -> new WorkSourceException(said, new IllegalStateException(said)));
    }
  }

  RedriveStore redrives() {
    return new RedriveCalls();
  }

  private final class RedriveCalls implements RedriveStore {
    @Override
    public Optional<DeadLetterRedrive> find(String namespace, String name) {
      return api("get redrive " + name, () -> around.redrives().find(name));
    }

    @Override
    public Optional<DeadLetterRedrive> replaceStatus(
        DeadLetterRedrive asRead, DeadLetterRedriveStatus status) {
      return api(
          "write status of redrive " + asRead.getMetadata().getName(),
          () -> around.redrives().replaceStatus(asRead, status));
    }
  }

  AttemptJobs jobs() {
    return new Jobs();
  }

  private final class Jobs implements AttemptJobs {
    @Override
    public boolean create(VideoJob videoJob, Job job) {
      var name = job.getMetadata().getName();
      if (api("create Job " + name, () -> around.api().create(job))) {
        return true;
      }
      return api("get Job " + name, () -> around.api().job(name))
          .filter(existing -> AttemptObserver.owns(videoJob, existing))
          .isPresent();
    }

    @Override
    public void delete(String namespace, String jobName) {
      boolean _ =
          api(
              "delete Job " + jobName,
              () -> {
                around.cluster().deleteInForeground(jobName);
                return true;
              });
    }
  }

  ClusterReads reads() {
    return new Reads();
  }

  private final class Reads implements ClusterReads {
    @Override
    public Optional<Job> cachedJob(String namespace, String name) {
      return caches.job(name);
    }

    @Override
    public Optional<Job> liveJob(String namespace, String name) {
      return api("get Job " + name, () -> around.api().job(name));
    }

    @Override
    public Stream<Pod> waitingPods(String namespace) {
      return api("list waiting pods", () -> around.cluster().waitingPods().stream());
    }

    @Override
    public Stream<Event> podRefusals(String namespace) {
      return api("list refusals of pods", Stream::empty);
    }

    @Override
    public List<Pod> pods(String namespace, String jobName) {
      return api("list pods of " + jobName, () -> around.cluster().pods(jobName));
    }
  }

  StatusWriter statuses() {
    return this::write;
  }

  /** As the framework does: by version, read again after a conflict, and seen by the cache. */
  private VideoJob write(VideoJob job, @Nullable VideoJobStatus before, VideoJobStatus next) {
    var name = job.getMetadata().getName();
    var current = job;
    for (var i = 0; i < TRIES; i++) {
      var base = current;
      var changed = StatusSwap.replace(ApiServer.copy(base), before, next);
      var written =
          api(
              "write status " + name + " " + next.state(),
              () -> around.api().putStatus(base, changed.getStatus()));
      if (written.isPresent()) {
        caches.wrote(written.get());
        return written.get();
      }
      current =
          api("get VideoJob " + name, () -> around.api().videoJob(name)).orElseThrow(Clients::gone);
    }
    throw new KubernetesClientException("simulated: too many conflicts");
  }

  private static KubernetesClientException gone() {
    return new KubernetesClientException("gone", HttpURLConnection.HTTP_NOT_FOUND, null);
  }

  /** Takes the finalizer off, or puts it on. */
  void setFinalizers(VideoJob job, List<String> finalizers) {
    var name = job.getMetadata().getName();
    var uid = job.getMetadata().getUid();
    for (var i = 0; i < TRIES; i++) {
      var live =
          api("get VideoJob " + name, () -> around.api().videoJob(name))
              .filter(found -> found.getMetadata().getUid().equals(uid));
      if (live.isEmpty()
          || api(
                  "set finalizers of " + name + " " + finalizers,
                  () -> around.api().setFinalizers(live.get(), finalizers))
              .isPresent()) {
        return;
      }
    }
    throw new KubernetesClientException("simulated: too many conflicts");
  }

  Optional<Secret> secret(String name) {
    return api("get Secret " + name, () -> around.api().secret(name));
  }

  VideoJobRemoval removal() {
    return this::remove;
  }

  private void remove(FinishedJob job) throws VideoJobRemoval.Refused {
    boolean _ =
        calls.make(
            Service.API_SERVER,
            "delete VideoJob " + job.key().name(),
            () -> {
              around.api().deleteVideoJob(job.key().name(), job.resourceVersion());
              return true;
            },
            said -> new VideoJobRemoval.Refused(said, new IllegalStateException(said)));
  }

  SegmentStore segments() {
    return new SegmentCalls();
  }

  private final class SegmentCalls implements SegmentStore {
    private <T> T call(String what, Supplier<T> effect) {
      return calls.makeAtOnce(Service.API_SERVER, what, effect, SegmentStore.Unavailable::new);
    }

    @Override
    public void readAll(Consumer<FinishedWork> reader) {
      call("list segments", () -> around.segments().all()).forEach(reader);
    }

    @Override
    public Optional<FinishedWork> find(String name) {
      return call("get segment " + name, () -> around.segments().find(name));
    }

    @Override
    public Written create(FinishedWork segment) {
      return written(call("create segment", () -> around.segments().create(segment)));
    }

    @Override
    public Written replace(FinishedWork segment) {
      return written(call("replace segment", () -> around.segments().replace(segment)));
    }

    private static Written written(Optional<FinishedWork> stored) {
      return stored.<Written>map(Written.Stored::new).orElseGet(Written.Conflict::new);
    }

    @Override
    public void delete(FinishedWork asRead) {
      boolean _ =
          call(
              "delete segment",
              () -> {
                around.segments().delete(asRead);
                return true;
              });
    }
  }

  QueueSender sender() {
    return this::send;
  }

  private void send(Sqs sqs, String queueUrl, QueueSender.Outgoing message)
      throws QueueSender.SendRefused {
    var service = service(sqs, queueUrl);
    var to =
        switch (service) {
          case SOURCE_QUEUE -> around.source();
          case DEAD_LETTER_QUEUE -> around.deadLetters();
          case PROCESSED_QUEUE -> around.processed();
          case API_SERVER, METADATA_STORE -> throw new IllegalStateException(queueUrl);
        };
    var _ =
        calls.<SimulatedQueue.Message, QueueSender.SendRefused>make(
            service,
            "send to " + queueUrl,
            () -> to.send(message.body(), message.attributes()),
            said -> new QueueSender.SendRefused(said, null));
  }

  private static Service service(Sqs sqs, String queueUrl) {
    if (queueUrl.equals(sqs.queueUrl())) {
      return Service.SOURCE_QUEUE;
    }
    return queueUrl.equals(sqs.deadLetterQueueUrl())
        ? Service.DEAD_LETTER_QUEUE
        : Service.PROCESSED_QUEUE;
  }

  MetadataStore metadata() {
    return new Documents();
  }

  private final class Documents implements MetadataStore {
    @Override
    public void upsert(JobDocument document) throws StoreAway {
      boolean _ =
          calls.<Boolean, StoreAway>make(
              Service.METADATA_STORE,
              "upsert document",
              () -> {
                around.documents().upsert(document);
                return true;
              },
              said -> new StoreAway(said, null));
    }

    @Override
    public void close() {}
  }
}
