package dev.videojob.sim;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecDestinationTemplateBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetentionBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.sim.check.Asked;
import dev.videojob.sim.check.Checker;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.cluster.Cluster;
import dev.videojob.sim.cluster.Redrives;
import dev.videojob.sim.cluster.Segments;
import dev.videojob.sim.faults.Outages;
import dev.videojob.sim.faults.Service;
import dev.videojob.sim.faults.Weather;
import dev.videojob.sim.operator.Seams;
import dev.videojob.sim.operator.SimulatedOperator;
import dev.videojob.sim.operator.Surroundings;
import dev.videojob.sim.outside.DocumentStore;
import dev.videojob.sim.outside.People;
import dev.videojob.sim.outside.Works;
import dev.videojob.sim.queues.SimulatedQueue;
import dev.videojob.sim.time.Agenda;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * One history: an hour in which messages come, half an hour more in which things go wrong, and then
 * as long as it takes until all is done, or is seen not to be.
 */
public final class Simulation {
  private static final Duration ASKING = Duration.ofMinutes(60);
  private static final Duration ROUGH = Duration.ofMinutes(90);
  private static final Duration LONGEST = Duration.ofHours(14);

  /**
   * Messages that come once more after all has ended do so by then, as do letters that a leader
   * returns who stood still meanwhile.
   */
  private static final Duration AFTERWARDS = Duration.ofMinutes(25);

  private static final Duration REPLACED = Duration.ofSeconds(40);

  /** The period of a liveness probe times the failures that it takes. */
  private static final Duration PROBED = Duration.ofSeconds(30);

  /** A leader that does not renew its Lease is followed after that. */
  private static final Duration FOLLOWED = Duration.ofSeconds(17);

  /** How long a leader that was followed may go on. */
  private static final Duration LEADS_ON = Duration.ofMinutes(3);

  /** Longer than an operator stands still: what it is about to make must not be over and gone. */
  private static final int SHORTEST_RETENTION = 900;

  private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(10);
  private static final Duration LONGEST_JUMP = Duration.ofMinutes(10);

  private final long seed;
  private final RandomGenerator random;
  private final Agenda agenda;
  private final Weather weather;
  private final List<SimulatedOperator> operators = new ArrayList<>();
  private final @Nullable List<String> story;
  private final Asked asked;
  private final Checker checker;
  private final Surroundings around;
  private final Works works;
  private int started;
  private boolean twoHaveLed;

  private Simulation(long seed, Seams seams, boolean tell) {
    this.seed = seed;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.story = tell ? new ArrayList<>() : null;
    this.agenda = new Agenda(random);
    this.weather = new Weather(random);
    var api = new ApiServer(agenda);
    this.works = new Works(api, agenda, random);
    this.asked = new Asked(works);
    var outages = new Outages(agenda, weather, this::tell, this::hammered);
    this.checker = new Checker(api, works, asked, agenda, outages, this::oneLeader, this::tell);
    var redrives = new Redrives();
    redrives.watch(checker);
    var cluster = new Cluster(api, agenda, weather, works, checker);
    this.around =
        new Surroundings(
            agenda,
            weather,
            outages,
            random,
            api,
            new Segments(),
            redrives,
            cluster,
            queue(),
            new TellingQueue("message", checker::sent, checker::deleted, _ -> {}),
            new TellingQueue(
                "letter",
                checker::deadLetter,
                checker::letterDeleted,
                checker::letterDeletedInVain),
            new TellingQueue("processed", checker::processed, _ -> {}, _ -> {}),
            new DocumentStore(),
            seams,
            this::tell);
  }

  /** A queue that tells what is sent to it and deleted for good. */
  private final class TellingQueue extends SimulatedQueue {
    private final Consumer<Message> onSend;

    TellingQueue(
        String name,
        Consumer<Message> onSend,
        Consumer<Message> onDeletion,
        Consumer<Message> onVainDeletion) {
      super(name, agenda, weather, random, onDeletion, onVainDeletion);
      this.onSend = onSend;
    }

    @Override
    public Message send(String body, Map<String, String> attributes) {
      var message = super.send(body, attributes);
      onSend.accept(message);
      return message;
    }
  }

  /**
   * Plays the history of a seed.
   *
   * @param tell whether the report tells it line by line
   */
  public static SimulationReport run(long seed, Seams seams, boolean tell) {
    var simulation = new Simulation(seed, seams, tell);
    try {
      return simulation.play();
    } finally {
      simulation.agenda.abandon();
    }
  }

  private boolean oneLeader() {
    return !twoHaveLed;
  }

  private void hammered(Service service) {
    checker.hammered(service);
  }

  private void tell(String line) {
    if (story != null) {
      story.add(agenda.elapsed() + "  " + line);
    }
  }

  private VideoQueue queue() {
    var queue = new VideoQueue();
    queue.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(SimulatedOperator.NAMESPACE)
            .withName("uploads")
            .build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .sqs(
                VideoQueueSpecSqsBuilder.builder()
                    .queueUrl("https://sqs.example/uploads")
                    .deadLetterQueueUrl("https://sqs.example/dead")
                    .processedQueueUrl("https://sqs.example/processed")
                    .visibilityTimeoutSeconds(10 + random.nextInt(290))
                    .build())
            .destination(
                VideoQueueSpecDestinationTemplateBuilder.builder()
                    .uri("s3://videos-out/{stem}")
                    .build())
            .retention(
                VideoQueueSpecRetentionBuilder.builder()
                    .succeededSeconds(SHORTEST_RETENTION + random.nextInt(3000))
                    .failedSeconds(SHORTEST_RETENTION + random.nextInt(6000))
                    .build())
            .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(1 + random.nextInt(12)).build())
            .retry(
                VideoQueueSpecRetryBuilder.builder()
                    .maxAttempts(1 + random.nextInt(4))
                    .initialDelaySeconds(random.nextInt(30))
                    .maxDelaySeconds(60)
                    .build())
            .template(
                VideoQueueSpecTemplateBuilder.builder()
                    .timeoutSeconds(900 + random.nextInt(900))
                    .startDeadlineSeconds(300 + random.nextInt(600))
                    .ttlSecondsAfterFinished(30 + random.nextInt(600))
                    .build())
            .build());
    return queue;
  }

  private SimulationReport play() {
    var people =
        new People(
            agenda,
            random,
            around.api(),
            around.redrives(),
            around.source(),
            works,
            asked,
            around.queue().getMetadata().getName(),
            this::tell);
    people.ask(20 + random.nextInt(15), ASKING);
    people.redrive(3, ROUGH);
    start();
    watchOver();
    around.outages().draw(random, ROUGH);
    upTo(2, this::twoLeaders);
    upTo(2, this::leaderStandsStill);
    upTo(random.nextInt(4) == 0 ? 40 : 2, this::clockJumps);
    upTo(2, around.cluster()::loseNode);
    goOn(ROUGH, () -> false);
    tell("faults stop");
    weather.clearUp();
    goOnUntilAllHasEnded();
    goOn(agenda.elapsed().plus(AFTERWARDS), () -> false);
    goOnUntilAllHasEnded();
    if (checker.violations().isEmpty()) {
      checker.atTheEnd(
          around.source(), around.redrives(), around.documents(), operators.getLast().slotsTaken());
    }
    return new SimulationReport(
        seed,
        agenda.elapsed(),
        asked.count(),
        weather.calls(),
        weather.faults(),
        started,
        checker.violations(),
        story == null ? List.of() : story);
  }

  /** Has something go wrong a random number of times. */
  private void upTo(int most, Runnable fault) {
    for (var i = random.nextInt(most + 1); i > 0; i--) {
      agenda.between(Duration.ofMinutes(1), ROUGH, fault);
    }
  }

  /** Nobody learns from what follows a violation. */
  private void goOn(Duration until, BooleanSupplier enough) {
    while (agenda.elapsed().compareTo(until) < 0
        && checker.violations().isEmpty()
        && !enough.getAsBoolean()) {
      agenda.runUntil(agenda.instant().plus(Duration.ofMinutes(1)));
    }
  }

  private void goOnUntilAllHasEnded() {
    goOn(LONGEST, () -> checker.allEnded(around.source(), around.redrives()));
  }

  private void start() {
    var operator = new SimulatedOperator("operator-" + ++started, around);
    operators.add(operator);
    twoHaveLed |= operators.stream().filter(one -> !one.dead()).count() > 1;
    operator.start();
    operator.isProbed(PROBED);
  }

  /** Whoever watches over the operator replaces one that has died. */
  private void watchOver() {
    operators.removeIf(SimulatedOperator::dead);
    if (operators.isEmpty()) {
      agenda.after(
          weather.upTo(REPLACED),
          () -> {
            start();
            agenda.after(Duration.ofSeconds(1), this::watchOver);
          });
    } else {
      agenda.after(Duration.ofSeconds(1), this::watchOver);
    }
  }

  /** A leader that was cut off goes on beside its successor for a while. */
  private void twoLeaders() {
    if (operators.isEmpty() || weather.calm()) {
      return;
    }
    tell("two leaders");
    follow();
  }

  /** Whoever led before learns of it a while after it is awake, however many they are. */
  private void follow() {
    var before = List.copyOf(operators);
    start();
    before.forEach(old -> old.goOnFor(weather.upTo(LEADS_ON)));
  }

  /** When it goes on, another may have followed it long ago, of which it knows nothing yet. */
  private void leaderStandsStill() {
    if (operators.isEmpty() || weather.calm()) {
      return;
    }
    var sleeper = operators.getLast();
    var time = Duration.ofSeconds(1).plus(weather.upTo(LONGEST_STANDSTILL));
    sleeper.standStill(time);
    if (time.compareTo(FOLLOWED) > 0) {
      agenda.after(FOLLOWED, this::follow);
    }
  }

  private void clockJumps() {
    if (operators.isEmpty() || weather.calm()) {
      return;
    }
    checker.clockJumped();
    var far = weather.upTo(LONGEST_JUMP);
    operators.getLast().setClock(random.nextBoolean() ? far : far.negated());
  }
}
