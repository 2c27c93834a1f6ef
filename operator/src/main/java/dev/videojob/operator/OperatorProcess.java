package dev.videojob.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.operator.act.AttemptJobs;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.api.Health;
import dev.videojob.operator.api.OperatorHttp;
import dev.videojob.operator.api.ProgressInbox;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.lease.HeldLeases;
import dev.videojob.operator.intake.lease.LeaseKeeper;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.observe.KubernetesReads;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.outbox.DeadLetterRefusals;
import dev.videojob.operator.outbox.LeaseDeletion;
import dev.videojob.operator.outbox.MetadataStore;
import dev.videojob.operator.outbox.MongoMetadataStore;
import dev.videojob.operator.outbox.OriginMessage;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.outbox.SqsSender;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.queues.HeldMessages;
import dev.videojob.operator.queues.LeaseReport;
import dev.videojob.operator.queues.ProfileDesk;
import dev.videojob.operator.queues.QueueDesk;
import dev.videojob.operator.queues.QueueReporter;
import dev.videojob.operator.reconcile.Actor;
import dev.videojob.operator.reconcile.Admission;
import dev.videojob.operator.reconcile.Catalog;
import dev.videojob.operator.reconcile.CatalogTerms;
import dev.videojob.operator.reconcile.FirstAttempts;
import dev.videojob.operator.reconcile.Narrator;
import dev.videojob.operator.reconcile.Settlements;
import dev.videojob.operator.reconcile.Siblings;
import dev.videojob.operator.reconcile.VideoJobReconciler;
import dev.videojob.operator.reconcile.VideoJobWatch;
import dev.videojob.operator.reconcile.WatchedKind;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.SlotLedger;
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
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The parts of the operator, put together; started by {@link #start} and stopped by closing. */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final Duration STUCK = Duration.ofMinutes(2);
  private static final Limits NO_LIMITS = new Limits(0, List.of());

  private final OperatorConfig config;
  private final KubernetesClient client;
  private final SqsClients sqs;
  private final InstantSource clock;
  private final Instant startedAt;

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Measurements measurements;
  private final VideoJobWatch watch = new VideoJobWatch();
  private final ProgressBook progress = new ProgressBook();
  private final WatchedKind<VideoQueue> queues;
  private final WatchedKind<TranscodeProfile> profiles;
  private final Catalog catalog;
  private final SlotLedger ledger;
  private final Admission admission;
  private final CatalogTerms terms;
  private final Narrator narrator;
  private final FirstAttempts firstAttempts;
  private final Events events;
  private final MetadataStore store;
  private final VideoQueueIntakes intakes;
  private final QueueDesk desk;
  private final ProfileDesk profileDesk;
  private final LeaseKeeper leases;
  private final QueueReporter reporter;
  private final Operator operator;
  private final OperatorHttp http;
  private volatile boolean leading;

  private OperatorProcess(
      OperatorConfig config,
      KubernetesClient client,
      SqsClients sqs,
      ObjectMapper json,
      InstantSource clock) {
    this.config = config;
    this.client = client;
    this.sqs = sqs;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.measurements = new Measurements(metrics, clock);
    this.queues = WatchedKind.of(client, VideoQueue.class, config.namespaces());
    this.profiles = WatchedKind.of(client, TranscodeProfile.class, config.namespaces());
    this.catalog = new Catalog(queues, profiles);
    this.ledger = new SlotLedger(this::limits, config.maxJobs(), watch::lookAt);
    this.admission = new Admission(ledger, watch);
    this.events = new Events(client, clock);
    this.store = store(config, clock);
    this.terms = new CatalogTerms(catalog, new TermsOfWork(config.worker().memory()));
    this.narrator = new Narrator(terms, clock);
    this.firstAttempts = new FirstAttempts(terms, narrator, admission, watch::lookAt, clock);
    var sources = WorkSources.sqs(sqs, clock);
    var sender = new SqsSender(sqs);
    this.intakes =
        new VideoQueueIntakes(
            sources,
            ledger,
            new KubernetesVideoJobStore(client),
            new DeadLetterRefusals(sender, events, json),
            firstAttempts,
            event -> {},
            clock);
    this.desk = new QueueDesk(intakes, ledger, watch);
    this.profileDesk = new ProfileDesk(client, clock);
    this.leases =
        new LeaseKeeper(
            new HeldLeases(
                () -> watch.videoJobs().filter(HeldMessages::held).toList(), intakes::heldQueue),
            new LeaseReport(),
            clock);
    this.reporter = new QueueReporter(client, catalog, desk, intakes, ledger, measurements, clock);
    var settler =
        new Settler(
            store, sender, new LeaseDeletion(sources), new OriginMessage(client), json, clock);
    this.operator = operator(reconciler(settler, json));
    this.http =
        OperatorHttp.start(
            config.http(),
            health(),
            new ProgressInbox(
                job -> leading ? watch.videoJob(job) : Optional.empty(),
                progress,
                watch::lookAt,
                json),
            metrics);
  }

  /**
   * Starts an operator: it answers probes at once, works when its caches are filled, and receives
   * when it leads.
   *
   * @param client is not closed by the operator
   */
  public static OperatorProcess start(
      OperatorConfig config, KubernetesClient client, SqsClients sqs, InstantSource clock) {
    logThroughSlf4j();
    var process = new OperatorProcess(config, client, sqs, new ObjectMapper(), clock);
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
    operator.start();
    if (config.leaderElection() == null) {
      lead();
    }
    LOG.info("operator started, HTTP on port {}", http.port());
  }

  private void lead() {
    leading = true;
    leases.start();
    desk.open(queues.all());
    profileDesk.open(profiles.all());
    reporter.start();
  }

  private Limits limits(QueueKey queue) {
    if (queue.name().isEmpty()) {
      return new Limits(config.unqueuedMaxJobs(), List.of());
    }
    return catalog
        .queue(queue.namespace(), queue.name())
        .map(known -> known.getSpec().limits())
        .orElse(NO_LIMITS);
  }

  private static MetadataStore store(OperatorConfig config, InstantSource clock) {
    var metadata = config.metadata();
    return metadata == null
        ? MetadataStore.NONE
        : new MongoMetadataStore(metadata.uri(), metadata.database(), metadata.collection(), clock);
  }

  private VideoJobReconciler reconciler(Settler settler, ObjectMapper json) {
    return new VideoJobReconciler(
        watch,
        terms,
        firstAttempts,
        new AttemptObserver(new KubernetesReads(client, watch::job), progress, json, clock),
        admission,
        narrator,
        new Actor(
            new AttemptJobs(client),
            new JobFactory(config.worker(), json),
            admission,
            progress,
            events,
            measurements),
        new Settlements(settler, new Siblings(client), narrator, watch, terms),
        clock,
        RandomGenerator.getDefault());
  }

  private Operator operator(VideoJobReconciler reconciler) {
    var made = new Operator(this::configure);
    made.register(reconciler, this::configure);
    return made;
  }

  private void configure(ConfigurationServiceOverrider service) {
    service
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withExecutorService(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reconcile-", 0).factory()))
        .withReconciliationTerminationTimeout(config.stopGrace())
        .checkingCRDAndValidateLocalModel(false)
        .withUseSSAToPatchPrimaryResource(false);
    var election = config.leaderElection();
    if (election != null) {
      service.withLeaderElectionConfiguration(Leadership.configuration(election, this::lead));
    }
  }

  private void configure(ControllerConfigurationOverrider<VideoJob> controller) {
    controller
        .withFinalizer(Names.FINALIZER)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(200)
                .setIntervalMultiplier(2)
                .setMaxInterval(30_000)
                .setMaxAttempts(Integer.MAX_VALUE));
    if (!config.namespaces().isEmpty()) {
      controller.settingNamespaces(config.namespaces());
    }
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
    if (!leading) {
      return faults;
    }
    intakes
        .stalled(STUCK)
        .forEach(queue -> faults.add("the intake of " + queue + " has stopped going round"));
    if (leases.lastBeat().isBefore(clock.instant().minus(STUCK))) {
      faults.add("the lease heartbeat has stopped going round");
    }
    return faults;
  }

  /**
   * Stops: no message is received any more, those in hand become VideoJobs or go back, what runs
   * goes on without us and is found by the next operator. Its leases are kept; they end by
   * themselves after the queue's visibility time at the latest.
   */
  @Override
  public void close() {
    var intake = intakes.stopAll(config.stopGrace());
    reporter.close();
    operator.stop();
    leases.close();
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
