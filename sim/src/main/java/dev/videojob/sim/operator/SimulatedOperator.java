package dev.videojob.sim.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Retention;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.calls.ServiceCalls;
import dev.videojob.operator.intake.IntakeTurn;
import dev.videojob.operator.intake.MessageIntake;
import dev.videojob.operator.intake.ServedQueue;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.lease.Heartbeat;
import dev.videojob.operator.intake.lease.HeldLeases;
import dev.videojob.operator.intake.lease.HeldQueue;
import dev.videojob.operator.intake.lease.LeaseListener;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.outbox.DeadLetterRefusals;
import dev.videojob.operator.outbox.LeaseDeletion;
import dev.videojob.operator.outbox.OriginMessage;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.queues.HeldMessages;
import dev.videojob.operator.reconcile.Actor;
import dev.videojob.operator.reconcile.Admission;
import dev.videojob.operator.reconcile.Departure;
import dev.videojob.operator.reconcile.FirstAttempts;
import dev.videojob.operator.reconcile.Narrator;
import dev.videojob.operator.reconcile.Settlements;
import dev.videojob.operator.reconcile.Siblings;
import dev.videojob.operator.reconcile.StatusWriter;
import dev.videojob.operator.reconcile.VideoJobLife;
import dev.videojob.operator.redrive.RedriveSteps;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.resources.WorkerDefaults;
import dev.videojob.operator.retention.FinishedSweep;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.QueueRations;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Tenants;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentStore;
import dev.videojob.operator.tombstones.Tombstones;
import dev.videojob.sim.cluster.Redrives;
import dev.videojob.sim.faults.OperatorDied;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process of the operator: its own parts, with loops that stand in for its threads and for the
 * framework that calls its reconciler.
 */
public final class SimulatedOperator {
  public static final String NAMESPACE = "media";

  /**
   * What it has learnt of classes serves all histories: learning it anew took a tenth of the time.
   */
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int OPERATOR_LIMIT = 1000;
  private static final Limits UNQUEUED = VideoQueueSpecLimitsBuilder.builder().maxJobs(100).build();
  private static final Duration WATCH_LAG = Duration.ofMillis(80);

  /** Longer than a message may wait for its turn. */
  private static final Duration TOMBSTONES = Duration.ofHours(15);

  private static final Duration TAKE_OVER_RETRY = Duration.ofSeconds(2);
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
  private static final int SEGMENT = 16;
  private static final WorkerDefaults WORKER =
      new WorkerDefaults("videojob/worker:simulated", null, null, "1", "2Gi", Map.of(), null);

  private final Surroundings around;
  private final String name;
  private final OperatorClock clock;
  private final Calls calls;
  private final Caches caches;
  private final Clients clients;
  private final QueueKey key;
  private final WorkSource source;
  private final VideoJobStore store;
  private final SlotLedger ledger;
  private final Admission admission;
  private final Tombstones tombstones;
  private final FinishedSweep sweep;
  private final VideoJobLife life;
  private final IntakeTurn intake;
  private final Heartbeat heartbeat;
  private final RedriveSteps redriveSteps;
  private final Looks looks;
  private final Looks redriveLooks;
  private final Redrives.Watcher redriveWatch = this::redriveChanged;

  public SimulatedOperator(String name, Surroundings around) {
    this.around = around;
    this.name = name;
    this.clock = new OperatorClock(around.agenda());
    this.calls =
        new Calls(name, around.agenda(), around.weather(), around.outages(), around.story());
    this.caches =
        new Caches(around.agenda(), around.weather(), around.api(), calls::whenAwake, this::lookAt);
    this.clients = new Clients(around, calls, caches, clock);
    this.key = QueueKey.of(around.queue());
    this.looks = new Looks(this::reconcile, this::soon, around.agenda(), around.story());
    this.redriveLooks = new Looks(this::redrive, this::soon, around.agenda(), around.story());
    var seams = around.seams();
    this.source = seams.source(clients.source());
    this.ledger =
        new SlotLedger(
            new QueueRations(this::limits, clock),
            Ceilings.of(OPERATOR_LIMIT),
            job -> lookAt(job.name()));
    this.admission = new Admission(ledger, caches, _ -> Tenants.NOBODY);
    var terms = new SimulatedTerms(around.queue());
    var narrator = new Narrator(terms, clock);
    var progress = new ProgressBook();
    this.store = seams.store(clients.store());
    var sender = seams.sender(clients.sender());
    var firstAttempts =
        new FirstAttempts(terms, narrator, admission, job -> lookAt(job.name()), clock);
    this.tombstones =
        new Tombstones(
            seams.segments(clients.segments()), "operator", name, TOMBSTONES, SEGMENT, clock);
    this.sweep =
        new FinishedSweep(caches::finished, this::retention, tombstones, clients.removal(), clock);
    var creations = new Creations();
    var settler =
        new Settler(
            seams.metadata(clients.metadata()),
            sender,
            new LeaseDeletion(sqs -> source, Duration.ZERO),
            new OriginMessage((namespace, secret) -> clients.secret(secret).orElse(null)),
            JSON,
            clock);
    this.life =
        new VideoJobLife(
            terms,
            firstAttempts,
            new AttemptObserver(
                seams.reads(clients.reads()), ServiceCalls.NONE, progress, JSON, clock),
            admission,
            narrator,
            new Actor(
                seams.jobs(clients.jobs()),
                ServiceCalls.NONE,
                new JobFactory(WORKER, JSON),
                admission,
                progress,
                new Unheard(),
                new Measurements(new SimpleMeterRegistry(), clock)),
            new Settlements(
                settler, new Siblings(store), narrator, job -> lookAt(job.name()), terms, clock),
            new Departure(caches::tombstone, tombstones, creations, new Unheard()),
            clock,
            around.random());
    this.redriveSteps =
        new RedriveSteps(
            seams.redrives(clients.redrives()),
            (namespace, queue) ->
                Optional.of(around.queue())
                    .filter(known -> known.getMetadata().getName().equals(queue)),
            (sqs, url) -> seams.letters(clients.letters()),
            sender,
            new Unheard(),
            clock);
    this.intake =
        new IntakeTurn(
            ServedQueue.of(around.queue()),
            source,
            ledger,
            new MessageIntake(
                store,
                tombstones,
                creations,
                new DeadLetterRefusals(sender, new Unheard(), JSON),
                firstAttempts,
                event -> {}),
            event -> {},
            clock,
            () -> false);
    var visibility =
        Duration.ofSeconds(
            Objects.requireNonNull(around.queue().getSpec().sqs()).visibilityTimeoutSeconds());
    this.heartbeat =
        new Heartbeat(
            new HeldLeases(
                () -> caches.atWork().filter(HeldMessages::held).toList(),
                queue -> Optional.of(new HeldQueue(source, visibility))),
            new Unheard(),
            clock);
  }

  private Optional<Retention> retention(QueueKey queue) {
    return queue.equals(key) ? Optional.of(around.queue().getSpec().retention()) : Optional.empty();
  }

  private Optional<Limits> limits(QueueKey queue) {
    return Optional.of(queue.equals(key) ? around.queue().getSpec().limits() : UNQUEUED);
  }

  /** Events and notices are for people; none of the work needs them. */
  private static final class Unheard implements Events, LeaseListener {
    @Override
    public void normal(HasMetadata about, String reason, String message) {}

    @Override
    public void warning(HasMetadata about, String reason, String message) {}

    @Override
    public void leaseLost(JobKey job, Lease lease, String reason) {}

    @Override
    public void ceilingNear(JobKey job, Lease lease, Instant until) {}

    @Override
    public void renewalFailing(QueueKey queue, String reason) {}
  }

  /** Begins to work, with what the API server has. */
  public void start() {
    around.story().accept("an operator starts");
    caches.open();
    around.redrives().watch(redriveWatch);
    around.redrives().all().forEach(redrive -> redriveLooks.at(redrive.getMetadata().getName()));
    beat();
    takeOver();
  }

  public boolean dead() {
    return calls.dead();
  }

  /** The process ends, now. */
  public void kill() {
    calls.die();
    close();
  }

  private void close() {
    caches.close();
    around.redrives().unwatch(redriveWatch);
  }

  /** All of it stands still for {@code time}; then it goes on as if nothing had been. */
  public void standStill(Duration time) {
    around.story().accept(name + " stands still for " + time.toSeconds() + " s");
    calls.standStill(time);
  }

  /**
   * Has its machine ask {@code /livez} every {@code period}: a process whose segments another one
   * holds says there that it is of no use any more, and is killed.
   */
  public void isProbed(Duration period) {
    around
        .agenda()
        .after(
            period,
            () -> {
              if (tombstones.superseded()) {
                around.story().accept(name + " is superseded, and killed by its probe");
                kill();
              } else if (!dead()) {
                isProbed(period);
              }
            });
  }

  /** It is followed, which it learns after it has been awake for {@code time}; then it leaves. */
  public void goOnFor(Duration time) {
    calls.whenAwake(() -> around.agenda().after(time, this::kill));
  }

  /** The clock of its machine is from now on so much ahead of the true time, or behind it. */
  public void setClock(Duration ahead) {
    around.story().accept("the clock of " + name + " is " + ahead.toSeconds() + " s ahead");
    clock.set(ahead);
  }

  /** Slots that it counts as taken. */
  public int slotsTaken() {
    return ledger.running(key);
  }

  /** A step of one of its threads: at once, or interrupted by others. */
  private void step(Runnable body) {
    calls.whenAwake(() -> stepNow(body));
  }

  private void stepNow(Runnable body) {
    if (calls.dead()) {
      return;
    }
    Runnable mortal =
        () -> {
          try {
            body.run();
          } catch (OperatorDied died) {
            close();
          }
        };
    if (around.weather().interrupts()) {
      around.agenda().strand(mortal);
    } else {
      mortal.run();
    }
  }

  private void soon(Runnable body) {
    around.agenda().between(Duration.ofMillis(1), Duration.ofMillis(20), () -> step(body));
  }

  /** Nothing is received before it is known what is finished. */
  private void takeOver() {
    step(
        () -> {
          try {
            tombstones.takeOver();
          } catch (SegmentStore.Unavailable e) {
            around.agenda().after(TAKE_OVER_RETRY, this::takeOver);
            return;
          }
          admission.countRunning();
          turn();
          keepHouse();
        });
  }

  private void keepHouse() {
    around
        .agenda()
        .after(
            HOUSEKEEPING,
            () ->
                step(
                    () -> {
                      try {
                        var _ = sweep.step();
                        tombstones.expire();
                      } catch (SegmentStore.Unavailable e) {
                        around
                            .story()
                            .accept("finished work was not cleaned up: " + e.getMessage());
                      }
                      keepHouse();
                    }));
  }

  private void turn() {
    step(
        () -> {
          var pause = next();
          around.agenda().after(pause, this::turn);
        });
  }

  private Duration next() {
    try {
      return switch (intake.take(source::receive)) {
        case IntakeTurn.Next.AwaitSlots _ -> Duration.ofSeconds(1);
        case IntakeTurn.Next.Handle received -> {
          received.messages().forEach(message -> soon(() -> intake.handle(message)));
          yield received.messages().isEmpty() ? Duration.ofSeconds(3) : Duration.ofMillis(50);
        }
        case IntakeTurn.Next.Pause pause -> pause.delay();
      };
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a simulation", e);
    }
  }

  private void beat() {
    step(
        () -> {
          var untilNext = heartbeat.round((queue, renewal) -> soon(renewal));
          around.agenda().after(untilNext, this::beat);
        });
  }

  private void lookAt(String name) {
    looks.at(name);
  }

  private void redriveChanged(
      @Nullable DeadLetterRedrive before, @Nullable DeadLetterRedrive after) {
    if (before == null || after == null) {
      var name = Objects.requireNonNull(before == null ? after : before).getMetadata().getName();
      around.agenda().after(around.weather().upTo(WATCH_LAG), () -> redriveLooks.at(name));
    }
  }

  private Optional<Duration> reconcile(String name) {
    var found = caches.videoJob(NAMESPACE, name);
    if (found.isEmpty()) {
      looks.forget(name);
      return Optional.empty();
    }
    var job = found.get();
    var statuses = around.seams().statuses(clients.statuses(), store);
    if (job.isMarkedForDeletion()) {
      return job.getMetadata().getFinalizers().contains(Names.FINALIZER)
          ? leave(job, statuses)
          : Optional.empty();
    }
    if (!job.getMetadata().getFinalizers().contains(Names.FINALIZER)) {
      clients.setFinalizers(job, List.of(Names.FINALIZER));
      return Optional.of(Duration.ofMillis(100));
    }
    return life.reconcile(job, statuses);
  }

  private Optional<Duration> redrive(String name) {
    var wait = redriveSteps.step(NAMESPACE, name);
    if (around.redrives().find(name).isEmpty()) {
      redriveLooks.forget(name);
    }
    return wait.map(time -> time.isPositive() ? time : Duration.ofMillis(1));
  }

  private Optional<Duration> leave(VideoJob job, StatusWriter statuses) {
    if (!around.seams().settlesBeforeGoing()) {
      clients.setFinalizers(job, List.of());
      return Optional.empty();
    }
    return switch (life.cleanup(job, statuses)) {
      case VideoJobLife.Leave.Granted _ -> {
        clients.setFinalizers(job, List.of());
        yield Optional.empty();
      }
      case VideoJobLife.Leave.Wait wait -> Optional.of(wait.time());
    };
  }
}
