package dev.videojob.operator.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.act.KubernetesAttemptJobs;
import dev.videojob.operator.act.KubernetesEvents;
import dev.videojob.operator.calls.AllowedHosts;
import dev.videojob.operator.calls.HeaderSecrets;
import dev.videojob.operator.calls.HttpCalls;
import dev.videojob.operator.intake.JobArrivals;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.observe.KubernetesReads;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.resources.WorkerDefaults;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.Ration;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Tenants;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.TombstoneKey;
import dev.videojob.operator.tombstones.Tombstones;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * The loop of VideoJobs in the real framework, put together as {@code OperatorProcess} does, with
 * an outside in memory. Closing it is a stop of the operator.
 */
final class ReconcileLoop implements AutoCloseable {
  private static final WorkerDefaults WORKER =
      new WorkerDefaults("videojob/worker:test", null, null, "1", "2Gi", Map.of(), null);

  private final CachedVideoJobs cached = new CachedVideoJobs();
  private final VideoJobWatch watch = new VideoJobWatch(true, () -> {});
  private final Creations creations = new Creations();
  private final Tombstones tombstones;
  private final KubernetesEvents events;
  private final HttpCalls calls;
  private final Operator operator;
  private final KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private FirstAttempts firstAttempts;

  private ReconcileLoop(
      KubernetesClient client,
      StatedTerms terms,
      OutsideInMemory outside,
      int slots,
      InstantSource clock) {
    this.client = client;
    tombstones = outside.segments().tombstones();
    events = new KubernetesEvents(client, clock);
    calls =
        new HttpCalls(
            10,
            AllowedHosts.parse(List.of("127.0.0.1")),
            HeaderSecrets.by(client),
            watch::lookAt,
            new ObjectMapper(),
            clock);
    operator = new Operator(service -> configure(service, client));
    operator.register(reconciler(client, terms, outside, slots, clock), this::configure);
    watch.begin();
    operator.start();
  }

  static ReconcileLoop start(
      KubernetesClient client,
      StatedTerms terms,
      OutsideInMemory outside,
      int slots,
      InstantSource clock) {
    return new ReconcileLoop(client, terms, outside, slots, clock);
  }

  private VideoJobReconciler reconciler(
      KubernetesClient client,
      StatedTerms terms,
      OutsideInMemory outside,
      int slots,
      InstantSource clock) {
    var json = new ObjectMapper();
    var ledger =
        new SlotLedger(queue -> Ration.of(slots), Ceilings.of(slots), key -> watch.lookAt(key));
    var admission = new Admission(ledger, watch, _ -> Tenants.NOBODY);
    var progress = new ProgressBook();
    var narrator = new Narrator(terms, clock);
    var settler =
        new Settler(
            outside.store(), outside.sender(), outside.deletion(), outside.messages(), json, clock);
    firstAttempts = new FirstAttempts(terms, narrator, admission, key -> watch.lookAt(key), clock);
    return new VideoJobReconciler(
        watch,
        new VideoJobLife(
            terms,
            firstAttempts,
            new AttemptObserver(
                new KubernetesReads(client, watch::job), calls, progress, json, clock),
            admission,
            narrator,
            new Actor(
                new KubernetesAttemptJobs(client),
                calls,
                new JobFactory(WORKER, json),
                admission,
                progress,
                events,
                new Measurements(new SimpleMeterRegistry(), clock)),
            new Settlements(
                settler,
                new Siblings(new KubernetesVideoJobStore(client)),
                narrator,
                watch::lookAt,
                terms,
                clock),
            new Departure(cached::tombstone, tombstones, creations, events),
            clock,
            RandomGenerator.getDefault()));
  }

  private static void configure(ConfigurationServiceOverrider service, KubernetesClient client) {
    service
        .withKubernetesClient(client)
        .withResourceCloner(new CopiedVideoJobs(client.getKubernetesSerialization()))
        .withCloseClientOnStop(false)
        .withExecutorService(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reconcile-", 0).factory()))
        .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
        .checkingCRDAndValidateLocalModel(false)
        .withUseSSAToPatchPrimaryResource(false);
  }

  private void configure(ControllerConfigurationOverrider<VideoJob> controller) {
    controller
        .withFinalizer(Names.FINALIZER)
        .withItemStore(cached)
        .withOnAddFilter(job -> !job.settled() || job.isMarkedForDeletion())
        .withRetry(
            new GenericRetry()
                .setInitialInterval(200)
                .setIntervalMultiplier(2)
                .setMaxInterval(30_000)
                .setMaxAttempts(Integer.MAX_VALUE));
  }

  /** Has a job looked at, as a timer would that a test does not wait for. */
  void lookAt(String videoJob) {
    watch.lookAt(new JobKey(AVideoJob.NAMESPACE, videoJob));
  }

  /** What an intake beside this loop tells of the jobs that it makes. */
  JobArrivals arrivals() {
    return firstAttempts;
  }

  /** Makes a job as the intake does. */
  VideoJob receive(VideoJob wanted) {
    var created = client.resource(firstAttempts.coming(wanted)).create();
    firstAttempts.arrived(created);
    return created;
  }

  /** Makes a job as the intake does that dies before it is answered. */
  void receiveAndDie(VideoJob wanted) {
    client.resource(firstAttempts.coming(wanted)).create();
  }

  /** Wants to make a job as the intake does, and makes none. */
  void receiveInVain(VideoJob wanted) {
    firstAttempts.notMade(firstAttempts.coming(wanted));
  }

  boolean remembers(TombstoneKey key) {
    return tombstones.contain(key);
  }

  /** The intake is about to make a job of that name. */
  Creations.Creation isAboutToMake(String videoJob) {
    return creations.begin(new JobKey(AVideoJob.NAMESPACE, videoJob));
  }

  @Override
  public void close() {
    operator.stop();
    calls.close();
    events.close();
  }
}
