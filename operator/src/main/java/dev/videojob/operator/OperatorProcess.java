package dev.videojob.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.FinishedWorkSpec;
import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.operator.act.KubernetesAttemptJobs;
import dev.videojob.operator.act.KubernetesEvents;
import dev.videojob.operator.api.Health;
import dev.videojob.operator.api.HttpApi;
import dev.videojob.operator.api.LeaderFinder;
import dev.videojob.operator.api.OperatorHttp;
import dev.videojob.operator.api.ProgressInbox;
import dev.videojob.operator.calls.HeaderSecrets;
import dev.videojob.operator.calls.HttpCalls;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.intake.IntakeStatistics;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.lease.HeldLeases;
import dev.videojob.operator.intake.lease.LeaseKeeper;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.intake.source.SqsQueueReads;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.observe.KubernetesReads;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.outbox.DeadLetterRefusals;
import dev.videojob.operator.outbox.LeaseDeletion;
import dev.videojob.operator.outbox.MongoMetadataStore;
import dev.videojob.operator.outbox.OriginMessage;
import dev.videojob.operator.outbox.PostgresMetadataStore;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.outbox.SqsSender;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.queues.HeldMessages;
import dev.videojob.operator.queues.LeaseReport;
import dev.videojob.operator.queues.ProfileDesk;
import dev.videojob.operator.queues.QueueDesk;
import dev.videojob.operator.queues.QueueInspection;
import dev.videojob.operator.queues.QueueReporter;
import dev.videojob.operator.reconcile.Actor;
import dev.videojob.operator.reconcile.Admission;
import dev.videojob.operator.reconcile.CachedVideoJobs;
import dev.videojob.operator.reconcile.Catalog;
import dev.videojob.operator.reconcile.CatalogTerms;
import dev.videojob.operator.reconcile.CopiedVideoJobs;
import dev.videojob.operator.reconcile.Departure;
import dev.videojob.operator.reconcile.FirstAttempts;
import dev.videojob.operator.reconcile.Narrator;
import dev.videojob.operator.reconcile.Settlements;
import dev.videojob.operator.reconcile.Siblings;
import dev.videojob.operator.reconcile.VideoJobLife;
import dev.videojob.operator.reconcile.VideoJobReconciler;
import dev.videojob.operator.reconcile.VideoJobWatch;
import dev.videojob.operator.reconcile.WatchedKind;
import dev.videojob.operator.redrive.DeadLetterBox;
import dev.videojob.operator.redrive.DeadLetterBoxes;
import dev.videojob.operator.redrive.DeadLetterLook;
import dev.videojob.operator.redrive.DeadLetterRedriveReconciler;
import dev.videojob.operator.redrive.KubernetesRedriveStore;
import dev.videojob.operator.redrive.RedriveSteps;
import dev.videojob.operator.redrive.RedrivenJobEvents;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.retention.FinishedJob;
import dev.videojob.operator.retention.FinishedSweep;
import dev.videojob.operator.retention.Housekeeping;
import dev.videojob.operator.retention.KubernetesVideoJobRemoval;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.GatedSlots;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.QueueRations;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Tenants;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.KubernetesSegmentStore;
import dev.videojob.operator.tombstones.Tombstones;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The parts of the operator, put together; started by {@link #start} and stopped by closing. */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final Duration STUCK = Duration.ofMinutes(2);

  /** What is left of the Lease when its renewal is given up, less a margin. */
  public static final Duration LEAVE = Duration.ofSeconds(3);

  /** Reconciles at once, each with one call to the API server at a time and about 40 KiB. */
  private static final int RECONCILES = 64;

  /**
   * Jobs that end soon after one another share calls to their queues. It holds up no job's
   * successor, as its slot is free before; somebody may wait for the news of its end, and nobody
   * for the deletion of its message.
   */
  private static final Duration SENDS_APART = Duration.ofMillis(250);

  private static final Duration DELETIONS_APART = Duration.ofMillis(500);

  private final OperatorConfig config;
  private final KubernetesClient client;
  private final SqsClients sqs;
  private final InstantSource clock;
  private final Instant startedAt;

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Measurements measurements;
  private final VideoJobWatch watch;
  private final ProgressBook progress = new ProgressBook();
  private final WatchedKind<VideoQueue> queues;
  private final WatchedKind<TranscodeProfile> profiles;
  private final Catalog catalog;
  private final SlotLedger ledger;
  private final Limits unqueued;
  private final Admission admission;
  private final CatalogTerms terms;
  private final Narrator narrator;
  private final FirstAttempts firstAttempts;
  private final KubernetesEvents events;
  private final ReadableMetadataStore store;
  private final CachedVideoJobs cachedVideoJobs = new CachedVideoJobs();
  private final Tombstones tombstones;
  private final Creations creations = new Creations();
  private final HttpCalls calls;
  private final GatedSlots receiveSlots;
  private final Housekeeping housekeeping;
  private final VideoQueueIntakes intakes;
  private final QueueDesk desk;
  private final ProfileDesk profileDesk;
  private final LeaseKeeper leases;
  private final QueueReporter reporter;
  private final @Nullable Leadership leadership;
  private final KubernetesClient frameworkClient;
  private final Runnable onLeadershipLost;
  private final Operator operator;
  private final OperatorHttp http;
  private final @Nullable HttpApi httpApi;
  private volatile boolean leading;
  private volatile boolean lost;
  private boolean holding;
  private boolean stopping;

  private OperatorProcess(
      OperatorConfig config,
      KubernetesClient client,
      SqsClients sqs,
      ObjectMapper json,
      InstantSource clock,
      Runnable onLeadershipLost) {
    this.config = config;
    this.client = client;
    this.sqs = sqs;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.watch = new VideoJobWatch(oneInformerAKind(), this::videoJobsAreKnown);
    this.measurements = new Measurements(metrics, clock);
    this.queues = WatchedKind.of(client, VideoQueue.class, config.namespaces());
    this.profiles = WatchedKind.of(client, TranscodeProfile.class, config.namespaces());
    this.catalog = new Catalog(queues, profiles);
    this.unqueued = VideoQueueSpecLimitsBuilder.builder().maxJobs(config.unqueuedMaxJobs()).build();
    this.ledger =
        new SlotLedger(
            new QueueRations(this::limits, clock),
            new Ceilings(config.maxJobs(), config.maxJobsPerNamespace()),
            watch::lookAt);
    this.admission = new Admission(ledger, watch, this::tenant);
    this.events = new KubernetesEvents(client, clock);
    this.store = store(config, clock);
    this.terms = new CatalogTerms(catalog, new TermsOfWork(config.worker().memory()));
    this.narrator = new Narrator(terms, clock);
    this.firstAttempts = new FirstAttempts(terms, narrator, admission, watch::lookAt, clock);
    this.tombstones = tombstones();
    this.calls =
        new HttpCalls(
            config.httpTasks().maxCalls(),
            config.httpTasks().allowed(),
            HeaderSecrets.by(client),
            watch::lookAt,
            json,
            clock);
    this.receiveSlots = new GatedSlots(ledger);
    this.housekeeping = new Housekeeping(tombstones, sweep(), this::receive);
    var sources = WorkSources.sqs(sqs, clock);
    var sender = new SqsSender(sqs, Duration.ZERO);
    this.intakes =
        new VideoQueueIntakes(
            sources,
            receiveSlots,
            new KubernetesVideoJobStore(client),
            tombstones,
            creations,
            new DeadLetterRefusals(sender, events, json),
            firstAttempts,
            new RedrivenJobEvents(events),
            clock);
    this.desk = new QueueDesk(intakes, ledger, watch);
    this.profileDesk = new ProfileDesk(client, clock);
    this.leases =
        new LeaseKeeper(
            new HeldLeases(
                () -> watch.atWork().filter(HeldMessages::held).toList(), intakes::heldQueue),
            new LeaseReport(watch::videoJob, watch::lookAt),
            clock);
    this.reporter =
        new QueueReporter(
            client,
            catalog,
            desk,
            intakes,
            ledger,
            measurements,
            new QueueInspection(new SqsQueueReads(sqs)),
            events,
            clock);
    var settler =
        new Settler(
            store,
            new SqsSender(sqs, SENDS_APART),
            new LeaseDeletion(sources, DELETIONS_APART),
            new OriginMessage(OriginMessage.Secrets.by(client)),
            json,
            clock);
    this.onLeadershipLost = onLeadershipLost;
    this.http =
        OperatorHttp.start(
            config.http(),
            health(),
            this::leader,
            new ProgressInbox(watch::videoJob, progress, watch::lookAt, json),
            metrics);
    this.httpApi = httpApi(json);
    var election = config.leaderElection();
    this.leadership = election == null ? null : new Leadership(election, http.port(), clock);
    this.frameworkClient = leadership == null ? client : leadership.seen(client);
    this.operator = operator(reconciler(settler, json), redrives(sender));
  }

  /** Starts an operator that is closed by nobody but its caller. */
  public static OperatorProcess start(
      OperatorConfig config, KubernetesClient client, SqsClients sqs, InstantSource clock) {
    return start(config, client, sqs, clock, () -> {});
  }

  /**
   * Starts an operator: it answers probes at once, works when its caches are filled, and receives
   * when it leads.
   *
   * @param client is not closed by the operator
   * @param onLeadershipLost is called when another replica may lead soon: this one has to be closed
   *     within {@link #LEAVE}; must not block
   */
  public static OperatorProcess start(
      OperatorConfig config,
      KubernetesClient client,
      SqsClients sqs,
      InstantSource clock,
      Runnable onLeadershipLost) {
    logThroughSlf4j();
    var process =
        new OperatorProcess(config, client, sqs, new ObjectMapper(), clock, onLeadershipLost);
    process.begin();
    return process;
  }

  private static void logThroughSlf4j() {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }

  private void begin() {
    queues.start(desk);
    profiles.start(profileDesk);
    watch.begin();
    operator.start();
    if (leadership == null) {
      lead();
    }
    LOG.info("operator started, HTTP on port {}", http.port());
    if (httpApi != null) {
      LOG.info("the HTTP API listens on port {}", httpApi.port());
    }
  }

  /** Where nobody elects, nobody else renews what is held: Jobs and reconciles can wait. */
  private void videoJobsAreKnown() {
    if (config.leaderElection() == null) {
      hold();
    }
  }

  /**
   * The heartbeat needs to know the queues, so that it takes over every lease in its first round.
   * Nothing is received yet.
   */
  private synchronized void hold() {
    if (!stopping && !holding) {
      holding = true;
      desk.open(queues.all());
      leases.start();
    }
  }

  /** Nothing is received before it is known what work is finished. */
  private void lead() {
    hold();
    synchronized (this) {
      if (stopping) {
        return;
      }
      reporter.start();
      housekeeping.start();
      leading = true;
    }
    profileDesk.open(profiles.all());
  }

  private void receive() {
    admission.countRunning();
    receiveSlots.open();
  }

  private void elected() {
    Thread.ofVirtual().name("lead").start(this::lead);
  }

  private void notElectedAnyMore() {
    leading = false;
    synchronized (this) {
      if (stopping || lost) {
        return;
      }
      lost = true;
    }
    LOG.error("the Lease of the leader could not be renewed in time: this process leaves");
    onLeadershipLost.run();
  }

  private LeaderFinder.Place leader() {
    if (leading) {
      return new LeaderFinder.Place.Here();
    }
    return leadership == null ? new LeaderFinder.Place.Unknown() : leadership.leader();
  }

  private Optional<Limits> limits(QueueKey queue) {
    return queue.name().isEmpty()
        ? Optional.of(unqueued)
        : catalog.queue(queue.namespace(), queue.name()).map(known -> known.getSpec().limits());
  }

  private String tenant(VideoJob job) {
    return Tenants.of(job.getSpec(), limits(QueueKey.of(job)).map(Limits::fairShare).orElse(null));
  }

  private @Nullable HttpApi httpApi(ObjectMapper json) {
    var api = config.api();
    return api == null
        ? null
        : HttpApi.start(
            api,
            config.namespaces(),
            client,
            store,
            new HttpApi.Known(
                queue -> catalog.queue(queue.namespace(), queue.name()),
                watch::atWork,
                DeadLetterLook.sqs(sqs, clock)),
            json,
            clock);
  }

  private static ReadableMetadataStore store(OperatorConfig config, InstantSource clock) {
    return switch (config.metadata()) {
      case null -> ReadableMetadataStore.NONE;
      case OperatorConfig.MongoStore mongo ->
          new MongoMetadataStore(mongo.uri(), mongo.database(), mongo.collection(), clock);
      case OperatorConfig.PostgresStore postgres ->
          new PostgresMetadataStore(postgres.address(), postgres.table(), clock);
    };
  }

  private Tombstones tombstones() {
    var kept = config.tombstones();
    var namespace = kept.namespace() == null ? client.getNamespace() : kept.namespace();
    return new Tombstones(
        new KubernetesSegmentStore(client, Objects.requireNonNullElse(namespace, "default")),
        kept.name(),
        UUID.randomUUID().toString(),
        kept.ttl(),
        FinishedWorkSpec.MAX_ENTRIES,
        clock);
  }

  private FinishedSweep sweep() {
    Supplier<Stream<FinishedJob>> finished =
        oneInformerAKind()
            ? cachedVideoJobs::finished
            : () -> watch.settled().flatMap(job -> FinishedJob.of(job).stream());
    return new FinishedSweep(
        finished,
        queue ->
            catalog
                .queue(queue.namespace(), queue.name())
                .map(known -> known.getSpec().retention()),
        tombstones,
        new KubernetesVideoJobRemoval(client),
        clock);
  }

  private VideoJobReconciler reconciler(Settler settler, ObjectMapper json) {
    return new VideoJobReconciler(watch, life(settler, json));
  }

  private VideoJobLife life(Settler settler, ObjectMapper json) {
    return new VideoJobLife(
        terms,
        firstAttempts,
        new AttemptObserver(new KubernetesReads(client, watch::job), calls, progress, json, clock),
        admission,
        narrator,
        new Actor(
            new KubernetesAttemptJobs(client),
            calls,
            new JobFactory(config.worker(), json),
            admission,
            progress,
            events,
            measurements),
        new Settlements(
            settler,
            new Siblings(new KubernetesVideoJobStore(client)),
            narrator,
            watch::lookAt,
            terms,
            clock),
        new Departure(cachedVideoJobs::tombstone, tombstones, creations, events),
        clock,
        RandomGenerator.getDefault());
  }

  private DeadLetterRedriveReconciler redrives(QueueSender sender) {
    return new DeadLetterRedriveReconciler(
        new RedriveSteps(
            new KubernetesRedriveStore(client),
            catalog::queue,
            DeadLetterBoxes.sqs(sqs, DeadLetterBox.HOLD, clock),
            sender,
            events,
            clock));
  }

  private Operator operator(VideoJobReconciler jobs, DeadLetterRedriveReconciler redrives) {
    var made = new Operator(this::configure);
    made.register(jobs, this::configure);
    made.register(redrives, this::configureRedrives);
    return made;
  }

  private void configure(ConfigurationServiceOverrider service) {
    service
        .withKubernetesClient(frameworkClient)
        .withResourceCloner(new CopiedVideoJobs(frameworkClient.getKubernetesSerialization()))
        .withCloseClientOnStop(false)
        .withExecutorService(
            Executors.newFixedThreadPool(RECONCILES, new LeasesFirst("reconcile-", leases)))
        .withReconciliationTerminationTimeout(config.stopGrace())
        .checkingCRDAndValidateLocalModel(false)
        .withUseSSAToPatchPrimaryResource(false);
    if (leadership != null) {
      service.withLeaderElectionConfiguration(
          leadership.configuration(this::elected, this::notElectedAnyMore));
    }
  }

  private void configure(ControllerConfigurationOverrider<VideoJob> controller) {
    controller.withFinalizer(Names.FINALIZER).withRetry(forEver());
    controller
        .withInformerListLimit(VideoJobWatch.PAGE)
        .withOnAddFilter(job -> !job.settled() || job.isMarkedForDeletion());
    if (oneInformerAKind()) {
      controller.withItemStore(cachedVideoJobs);
    }
    if (!config.namespaces().isEmpty()) {
      controller.settingNamespaces(config.namespaces());
    }
  }

  /** Their deletion is told without a finalizer: nothing of them has to be kept for it. */
  private void configureRedrives(ControllerConfigurationOverrider<DeadLetterRedrive> controller) {
    controller
        .withTriggerReconcilerOnAllEvents(true)
        .withRetry(forEver())
        .withOnAddFilter(redrive -> redrive.getStatus() == null || !redrive.getStatus().ended());
    if (!config.namespaces().isEmpty()) {
      controller.settingNamespaces(config.namespaces());
    }
  }

  private static GenericRetry forEver() {
    return new GenericRetry()
        .setInitialInterval(200)
        .setIntervalMultiplier(2)
        .setMaxInterval(30_000)
        .setMaxAttempts(Integer.MAX_VALUE);
  }

  /** Where namespaces are listed there is one for each, and what they keep would be shared. */
  private boolean oneInformerAKind() {
    return config.namespaces().size() <= 1;
  }

  private Health health() {
    return new Health() {
      @Override
      public List<String> deadly() {
        return stuck();
      }

      @Override
      public List<String> unready() {
        return operator == null || !operator.getRuntimeInfo().isStarted()
            ? List.of("the caches are not filled yet")
            : List.of();
      }
    };
  }

  private List<String> stuck() {
    var faults = new ArrayList<String>();
    if (leadership != null) {
      leadership.fault().ifPresent(faults::add);
    }
    if (!leading) {
      return faults;
    }
    intakes
        .stalled(STUCK)
        .forEach(queue -> faults.add("the intake of " + queue + " has stopped going round"));
    if (leases.lastBeat().isBefore(clock.instant().minus(STUCK))) {
      faults.add("the lease heartbeat has stopped going round");
    }
    if (tombstones.superseded()) {
      faults.add("another operator holds the FinishedWork of this one");
    }
    return faults;
  }

  /**
   * Stops: no message is received any more, those in hand become VideoJobs or go back, what runs
   * goes on without us and is found by the next operator. Its leases are kept; they end by
   * themselves after the queue's visibility time at the latest.
   *
   * <p>The leader's Lease is released as soon as no reconcile runs: the next leader does not wait
   * for a long poll of ours, and what that brings is given back.
   */
  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
      leading = false;
    }
    var intake =
        CompletableFuture.supplyAsync(
            () -> intakes.stopAll(lost ? LEAVE : config.stopGrace()), Thread::startVirtualThread);
    housekeeping.close();
    reporter.close();
    operator.stop();
    calls.close();
    if (leadership != null) {
      leadership.release(client);
    }
    finish(intake.join());
  }

  private void finish(List<IntakeStatistics> intake) {
    leases.close();
    if (leadership != null) {
      leadership.close();
      frameworkClient.close();
    }
    if (httpApi != null) {
      httpApi.close();
    }
    http.close();
    events.close();
    queues.close();
    profiles.close();
    store.close();
    sqs.close();
    LOG.info(
        "{}",
        FinalStatistics.of(
            intake, measurements.total(), Duration.between(startedAt, clock.instant())));
  }
}
