package dev.videojob.operator.reconcile;

import static dev.videojob.operator.reconcile.OutsideInMemory.DEAD_LETTERS;
import static dev.videojob.operator.reconcile.OutsideInMemory.DELETION;
import static dev.videojob.operator.reconcile.OutsideInMemory.PROCESSED;
import static dev.videojob.operator.reconcile.OutsideInMemory.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.reconcile.OutsideInMemory.Told;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.status.Conditions;
import dev.videojob.operator.tombstones.TombstoneKey;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The job is {@code clip}, of the only record of a message. The test plays the cluster. */
@EnableKubernetesMockClient(crud = true)
class VideoJobReconcilerTest {
  private static final String JOBS = "/jobs";
  private static final String STATUS = "/videojobs/clip/status";
  private static final Duration A_WHILE = Duration.ofMillis(700);

  @SuppressWarnings("NullAway.Init")
  KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final Moments clock = new Moments();
  private final StatedTerms terms = new StatedTerms();
  private final OutsideInMemory outside = new OutsideInMemory(this::recordedState);
  private final List<ReconcileLoop> loops = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private PlayedCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private KubernetesClient operatorsClient;

  private final RequestLog requests = new RequestLog();

  @BeforeEach
  void play() {
    cluster = new PlayedCluster(client);
    operatorsClient = requests.client(server);
  }

  @AfterEach
  void stop() {
    loops.forEach(ReconcileLoop::close);
    operatorsClient.close();
  }

  private ReconcileLoop start() {
    return start(10);
  }

  private ReconcileLoop start(int slots) {
    var loop = ReconcileLoop.start(operatorsClient, terms, outside, slots, clock);
    loops.add(loop);
    return loop;
  }

  private static AVideoJob clip() {
    return AVideoJob.named("clip")
        .from("uploads")
        .ofMessage("m-1", "{\"video_id\": 7}", Map.of("trace", "t-1"));
  }

  private void create(AVideoJob given) {
    var job = given.build();
    job.getMetadata()
        .setAnnotations(
            Map.of(Names.LEASE_ANNOTATION, new Lease("m-1", "receipt-1", Moments.NOW, 1).toJson()));
    client.resource(job).create();
  }

  private @Nullable VideoJob found(String name) {
    return client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName(name).get();
  }

  private VideoJob videoJob() {
    return Objects.requireNonNull(found("clip"));
  }

  private VideoJobStatus status() {
    return Objects.requireNonNullElse(videoJob().getStatus(), VideoJobStatus.NEW);
  }

  private String recordedState(VideoJob job) {
    var live = found(job.getMetadata().getName());
    return live == null || live.getStatus() == null
        ? "none"
        : String.valueOf(live.getStatus().state());
  }

  private void delete() {
    client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName("clip").delete();
  }

  private void awaitJob(String name) {
    await(name + " is made").until(() -> cluster.job(name).isPresent());
  }

  private void awaitState(JobState state) {
    await("clip is " + state).until(() -> status().state() == state);
  }

  private void awaitSettled() {
    await("the message is deleted").until(() -> status().settlement().messageDeletedAt() != null);
  }

  private void awaitGone() {
    await("clip is gone").until(() -> found("clip") == null);
  }

  private void running(String job) {
    awaitJob(job);
    cluster.starts(job);
    awaitState(JobState.RUNNING);
  }

  private long created(String job) {
    return requests.of("POST", JOBS).stream()
        .filter(request -> request.body().contains("\"name\":\"" + job + "\""))
        .count();
  }

  private void answerStatusWrites(int code, int times) {
    server
        .expect()
        .put()
        .withPath("/apis/videojob.dev/v1alpha1/namespaces/media" + STATUS)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage("not now").build())
        .times(times);
  }

  private Stream<Event> events() {
    return client.v1().events().inNamespace(AVideoJob.NAMESPACE).list().getItems().stream();
  }

  @Test
  void the_attempt_is_in_the_status_before_its_job_is_made() {
    create(clip());
    start();
    awaitJob("clip-1");

    var writes =
        requests.all().stream()
            .filter(one -> one.is("PUT", STATUS) || one.is("POST", JOBS))
            .toList();
    assertThat(writes.getFirst().body()).contains("\"attempt\":1", "\"jobName\":\"clip-1\"");
    assertThat(writes.get(1).method()).isEqualTo("POST");
    assertThat(status().attempts()).extracting(Attempt::jobName).containsExactly("clip-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500, 503})
  void no_job_is_made_while_its_attempt_cannot_be_recorded(int code) {
    answerStatusWrites(code, 4);
    create(clip());
    start();

    await().until(() -> requests.of("PUT", STATUS).size() >= 4);
    assertThat(requests.of("POST", JOBS)).isEmpty();

    awaitJob("clip-1");
    assertThat(status().attempts()).hasSize(1);
  }

  @Test
  void a_success_is_recorded_and_told_before_the_message_is_deleted() {
    create(clip());
    start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 1);
    awaitSettled();

    var status = status();
    assertThat(status.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(Conditions.isTrue(status.conditions(), Conditions.COMPLETE)).isTrue();
    assertThat(Conditions.isTrue(status.conditions(), Conditions.METADATA_SYNCED)).isTrue();
    assertThat(status.outputs()).extracting(VideoJobStatus.Output::name).containsExactly("720p");
    assertThat(status.manifestUri()).isEqualTo("s3://videos/clip/manifest.json");
    assertThat(status.settlement().metadataRevision()).isEqualTo(status.revision());
    assertThat(outside.told(STORE))
        .extracting(Told::what)
        .containsSubsequence("Starting", "Running", "Succeeded");
    assertThat(outside.told(DELETION)).containsExactly(new Told(DELETION, "clip", "SUCCEEDED"));
    assertThat(outside.places()).endsWith(STORE, PROCESSED, DELETION);
    assertThat(outside.told(DEAD_LETTERS)).isEmpty();
    assertThat(created("clip-1")).isEqualTo(1);
  }

  @Test
  void a_settled_job_of_which_little_is_kept_goes_at_once_when_it_is_deleted() {
    create(clip());
    start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 1);
    awaitSettled();
    assertThat(status().settled()).isTrue();
    var told = outside.places();

    delete();

    awaitGone();
    assertThat(outside.places()).isEqualTo(told);
  }

  private static final TombstoneKey MESSAGE =
      TombstoneKey.ofMessage(new QueueKey(AVideoJob.NAMESPACE, "uploads"), "m-1", 0);

  /** Whether whoever leads next knows of the only record of message m-1. */
  private boolean isRemembered() {
    return outside.segments().tombstones().contain(MESSAGE);
  }

  private boolean isSaid(String words) {
    return events()
        .anyMatch(event -> (event.getReason() + ": " + event.getMessage()).contains(words));
  }

  private ReconcileLoop settledClip() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 1);
    awaitSettled();
    return loop;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_goes_leaves_a_tombstone(boolean settled) {
    if (settled) {
      settledClip();
    } else {
      create(clip());
      start();
      awaitJob("clip-1");
    }

    delete();

    awaitGone();
    assertThat(isRemembered()).isTrue();
  }

  @Test
  void a_job_stays_until_its_tombstone_is_durable_and_says_why() {
    settledClip();
    outside.segments().refuse("exceeded quota: objects");

    delete();

    await().until(() -> isSaid("exceeded quota: objects"));
    assertThat(found("clip")).isNotNull();
    outside.segments().acceptAgain();
    awaitGone();
    assertThat(isRemembered()).isTrue();
  }

  @Test
  void a_job_goes_after_ten_minutes_though_its_tombstone_is_refused() {
    var loop = settledClip();
    outside.segments().refuse("exceeded quota: objects");
    delete();
    await().until(() -> isSaid("NotRemembered"));

    muchTimePasses();
    loop.lookAt("clip");

    awaitGone();
    await().until(() -> isSaid("DeletedUnremembered"));
  }

  @Test
  void a_job_waits_for_the_creation_of_its_name_that_is_under_way() {
    var loop = settledClip();
    try (var _ = loop.isAboutToMake("clip")) {
      delete();

      await().until(() -> loop.remembers(MESSAGE));
      await().during(A_WHILE).until(() -> found("clip") != null);
    }
    awaitGone();
  }

  @Test
  void a_settled_job_that_is_deleted_while_no_operator_runs_goes_when_one_starts() {
    create(clip());
    start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 1);
    awaitSettled();
    loops.removeFirst().close();
    delete();

    start();

    awaitGone();
  }

  @Test
  void a_job_is_not_settled_while_anything_is_left_to_tell() {
    outside.isAway(PROCESSED);
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 1);
    awaitSettled();
    assertThat(status().settled()).isFalse();

    outside.isBack(PROCESSED);
    loop.lookAt("clip");
    await().until(() -> status().settled());
    assertThat(outside.told(PROCESSED)).hasSize(1);
  }

  @Test
  void what_was_settled_is_not_told_again() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 1);
    awaitSettled();
    var before = outside.places();
    var version = videoJob().getMetadata().getResourceVersion();

    loop.lookAt("clip");
    cluster.deletes("clip-1");

    await().during(A_WHILE).until(() -> outside.places().equals(before));
    assertThat(videoJob().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void bad_input_is_dead_lettered_once_and_its_message_is_deleted_after_that() {
    create(clip());
    start();
    running("clip-1");
    cluster.fails("clip-1", 10);
    awaitSettled();

    assertThat(status().state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(Conditions.isTrue(status().conditions(), Conditions.FAILED)).isTrue();
    assertThat(outside.told(DEAD_LETTERS))
        .extracting(Told::what)
        .containsExactly("{\"video_id\": 7}");
    assertThat(outside.places()).endsWith(DEAD_LETTERS, DELETION);
    assertThat(outside.told(DELETION)).hasSize(1);
    assertThat(cluster.jobs()).containsExactly("clip-1");
  }

  @Test
  void a_dead_letter_that_is_not_accepted_keeps_the_message_and_comes_later() {
    outside.isAway(DEAD_LETTERS);
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.fails("clip-1", 10);
    await().until(() -> status().settlement().processedAt() != null);
    assertThat(outside.told(DELETION)).isEmpty();

    outside.isBack(DEAD_LETTERS);
    loop.lookAt("clip");

    awaitSettled();
    assertThat(outside.places()).endsWith(DEAD_LETTERS, DELETION);
    assertThat(outside.told(PROCESSED)).hasSize(1);
  }

  @Test
  void a_transient_failure_is_retried_after_its_back_off_and_not_before() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.fails("clip-1", 20);
    awaitState(JobState.RETRYING);

    assertThat(status().nextAttemptAt()).isEqualTo("2026-03-01T12:00:10Z");
    assertThat(status().attempts())
        .extracting(Attempt::failureClass)
        .containsExactly(FailureClass.TRANSIENT);
    clock.pass(Duration.ofMillis(9_999));
    loop.lookAt("clip");
    await().during(A_WHILE).until(() -> cluster.jobs().equals(List.of("clip-1")));

    clock.pass(Duration.ofMillis(1));
    loop.lookAt("clip");

    running("clip-2");
    assertThat(status().attempts().getFirst().live()).isFalse();
    cluster.succeeds("clip-2", videoJob(), 2);
    awaitSettled();
    assertThat(status().attemptsSpent()).isEqualTo(1);
    assertThat(status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(outside.told(PROCESSED)).hasSize(1);
  }

  @Test
  void a_retry_is_looked_at_when_its_back_off_is_over_without_anybody_asking() {
    terms.firstBackOff(1);
    create(clip());
    start();
    running("clip-1");
    cluster.fails("clip-1", 20);
    awaitState(JobState.RETRYING);

    clock.pass(Duration.ofSeconds(1));

    awaitJob("clip-2");
  }

  @Test
  void the_last_attempt_ends_in_the_dead_letters() {
    create(clip().with(spec -> spec.maxAttempts(1)));
    start();
    running("clip-1");
    cluster.fails("clip-1", 20);

    awaitSettled();
    assertThat(status().state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(outside.told(DEAD_LETTERS)).hasSize(1);
  }

  @Test
  void a_report_of_another_attempt_is_no_success() {
    create(clip());
    start();
    running("clip-1");
    cluster.succeeds("clip-1", videoJob(), 7);

    awaitState(JobState.RETRYING);
    assertThat(status().reason()).isEqualTo("ReportMissing");
    assertThat(outside.told(DELETION)).isEmpty();
  }

  @Test
  void a_job_that_is_deleted_while_it_runs_is_replaced_at_once_and_free_of_charge() {
    create(clip());
    start();
    running("clip-1");

    cluster.deletes("clip-1");

    awaitJob("clip-2");
    assertThat(status().attempt()).isEqualTo(2);
    assertThat(status().attempts().getFirst().reason()).isEqualTo("JobVanished");
    assertThat(status().attemptsSpent()).isZero();
  }

  @Test
  void a_job_that_is_deleted_and_still_ends_is_not_replaced_before_it_is_gone() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.takesTimeToStop("clip-1");

    cluster.deletes("clip-1");
    loop.lookAt("clip");

    await().during(A_WHILE).until(() -> cluster.jobs().equals(List.of("clip-1")));
    cluster.podHasEnded("clip-1");
    awaitJob("clip-2");
  }

  @Test
  void a_job_that_is_deleted_before_its_pod_has_ended_is_not_replaced_while_that_lives() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.podOutlives("clip-1", "clip");

    cluster.deletes("clip-1");
    loop.lookAt("clip");

    await().during(A_WHILE).until(() -> cluster.jobs().isEmpty());
    cluster.podGoes("clip-1");
    loop.lookAt("clip");
    awaitJob("clip-2");
  }

  @Test
  void deletion_waits_for_a_pod_that_outlives_its_job() {
    create(clip());
    start();
    running("clip-1");
    cluster.podOutlives("clip-1", "clip");

    delete();

    await().until(() -> cluster.jobs().isEmpty());
    await().during(A_WHILE).until(() -> found("clip") != null && outside.told(DELETION).isEmpty());
    cluster.podGoes("clip-1");
    await().atMost(VideoJobLife.START_CHECK.multipliedBy(2)).until(() -> found("clip") == null);
  }

  @Test
  void a_name_that_is_taken_stalls_the_job_until_it_is_free() {
    cluster.somebodyElseMakes("clip-1");
    create(clip());
    var loop = start();
    await().until(() -> created("clip-1") == 1);
    loop.lookAt("clip");
    await().until(() -> Conditions.isTrue(status().conditions(), Conditions.STALLED));

    assertThat(status().reason()).isEqualTo("NameTaken");
    assertThat(status().attempts()).hasSize(1);
    assertThat(requests.of("DELETE", "/jobs/clip-1")).isEmpty();
    assertThat(cluster.jobs()).containsExactly("clip-1");

    cluster.deletes("clip-1");
    await()
        .atMost(VideoJobLife.START_CHECK.multipliedBy(2))
        .until(() -> cluster.job("clip-1").isPresent());
    running("clip-1");

    assertThat(Conditions.isTrue(status().conditions(), Conditions.STALLED)).isFalse();
    assertThat(status().attempts()).hasSize(1);
  }

  @Test
  void a_job_whose_name_is_taken_is_not_said_to_have_started() {
    cluster.somebodyElseMakes("clip-1");
    create(clip());
    var loop = start();
    await().until(() -> created("clip-1") == 1);
    loop.lookAt("clip");
    await().until(() -> Conditions.isTrue(status().conditions(), Conditions.STALLED));

    create(AVideoJob.named("other").from("uploads").ofMessage("m-2", "{}", Map.of()));

    await().until(() -> events().anyMatch(one -> about(one, "other")));
    assertThat(events().filter(one -> about(one, "clip")).map(Event::getReason))
        .doesNotContain("Started");
  }

  private static boolean about(Event event, String job) {
    return job.equals(event.getInvolvedObject().getName());
  }

  @Test
  void deletion_stops_what_runs_then_settles_the_message_then_lets_go() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.takesTimeToStop("clip-1");

    delete();

    await().until(() -> cluster.job("clip-1").orElseThrow().isMarkedForDeletion());
    assertThat(requests.of("DELETE", "/jobs/clip-1").getFirst().body())
        .contains("\"propagationPolicy\":\"Foreground\"");
    loop.lookAt("clip");
    await().during(A_WHILE).until(() -> found("clip") != null && outside.told(DELETION).isEmpty());
    assertThat(status().state()).isEqualTo(JobState.RUNNING);

    cluster.podHasEnded("clip-1");
    awaitGone();
    assertThat(outside.told(STORE)).extracting(Told::what).endsWith("Cancelled");
    assertThat(outside.told(DELETION)).containsExactly(new Told(DELETION, "clip", "CANCELLED"));
    assertThat(outside.told(DEAD_LETTERS)).isEmpty();
    assertThat(cluster.jobs()).isEmpty();
  }

  @Test
  void deletion_of_a_job_that_waits_settles_its_message_and_makes_no_job() {
    create(clip());
    start(0);
    await().until(() -> status().waiting() != null);

    delete();

    awaitGone();
    assertThat(outside.told(DELETION)).containsExactly(new Told(DELETION, "clip", "CANCELLED"));
    assertThat(requests.of("POST", JOBS)).isEmpty();
  }

  @Test
  void deletion_waits_for_a_queue_that_is_away() {
    outside.isAway(DELETION);
    create(clip());
    var loop = start(0);
    await().until(() -> status().waiting() != null);

    delete();
    awaitState(JobState.CANCELLED);
    await().during(A_WHILE).until(() -> found("clip") != null);

    outside.isBack(DELETION);
    loop.lookAt("clip");
    awaitGone();
    assertThat(outside.told(PROCESSED)).hasSize(1);
  }

  /** Time of the server, which dates deletions, and far beyond the longest one. */
  private void muchTimePasses() {
    clock.pass(Duration.between(clock.instant(), Instant.now()));
    clock.pass(VideoJobLife.LONGEST_DELETION.plusSeconds(60));
  }

  @Test
  void deletion_waits_ten_minutes_for_a_store_that_is_away_and_then_says_so_and_goes() {
    outside.isAway(STORE);
    create(clip());
    var loop = start(0);
    await().until(() -> status().waiting() != null);

    delete();
    await().until(() -> !outside.told(DELETION).isEmpty());
    await().during(A_WHILE).until(() -> found("clip") != null);

    muchTimePasses();
    loop.lookAt("clip");
    awaitGone();
    assertThat(outside.told(PROCESSED)).hasSize(1);
    await()
        .until(
            () ->
                events()
                    .anyMatch(
                        event ->
                            event.getReason().equals("DeletedUnsettled")
                                && event.getType().equals("Warning")));
  }

  @Test
  void deletion_of_a_job_whose_message_was_never_sealed_ends() {
    client.resource(clip().build()).create();
    var loop = start(0);
    await().until(() -> status().waiting() != null);

    delete();
    awaitState(JobState.CANCELLED);
    await().during(A_WHILE).until(() -> found("clip") != null);

    muchTimePasses();
    loop.lookAt("clip");
    awaitGone();
    assertThat(outside.told(DELETION)).isEmpty();
  }

  @Test
  void deletion_of_a_job_whose_pod_never_ends_settles_its_message_and_ends() {
    create(clip());
    var loop = start();
    running("clip-1");
    cluster.takesTimeToStop("clip-1");

    delete();
    await().until(() -> cluster.job("clip-1").orElseThrow().isMarkedForDeletion());
    await().during(A_WHILE).until(() -> found("clip") != null);

    muchTimePasses();
    loop.lookAt("clip");
    awaitGone();
    assertThat(outside.told(DELETION)).containsExactly(new Told(DELETION, "clip", "CANCELLED"));
  }

  @Test
  void a_cancelled_job_whose_message_cannot_be_settled_yet_holds_no_slot() {
    outside.isAway(DELETION);
    create(clip());
    start(1);
    running("clip-1");
    create(AVideoJob.named("other").from("uploads").ofMessage("m-2", "{}", Map.of()));

    delete();

    awaitState(JobState.CANCELLED);
    awaitJob("other-1");
    assertThat(found("clip")).isNotNull();
  }

  @Test
  void deletion_leaves_a_job_alone_that_belongs_to_something_else() {
    cluster.somebodyElseMakes("clip-1");
    create(clip());
    var loop = start();
    await().until(() -> created("clip-1") == 1);
    loop.lookAt("clip");
    await().until(() -> Conditions.isTrue(status().conditions(), Conditions.STALLED));

    delete();

    awaitGone();
    assertThat(cluster.jobs()).containsExactly("clip-1");
  }

  @Test
  void a_job_that_could_not_be_made_is_made_later_under_the_same_attempt() {
    refuseJobs(3);
    create(clip());
    var loop = start();
    for (var tries = 1; tries <= 3; tries++) {
      var so = tries;
      await().until(() -> created("clip-1") == so && "JobNotCreated".equals(status().reason()));
      assertThat(Conditions.isTrue(status().conditions(), Conditions.STALLED)).isTrue();
      assertThat(status().message()).contains("quota");
      loop.lookAt("clip");
    }

    awaitJob("clip-1");
    cluster.starts("clip-1");
    awaitState(JobState.RUNNING);
    assertThat(status().attempts()).hasSize(1);
    assertThat(status().reason()).isNull();
    assertThat(Conditions.isTrue(status().conditions(), Conditions.STALLED)).isFalse();
    assertThat(created("clip-1")).isEqualTo(4);
  }

  @Test
  void a_job_that_is_always_refused_fails_to_start_with_the_api_servers_own_words() {
    refuseJobs(1_000);
    create(clip());
    var loop = start();
    await().until(() -> "JobNotCreated".equals(status().reason()));
    var writes = requests.of("PUT", STATUS).size();
    loop.lookAt("clip");
    await().until(() -> created("clip-1") > 1);
    assertThat(requests.of("PUT", STATUS)).as("nothing new is said").hasSize(writes);

    clock.pass(Duration.ofMinutes(10));
    loop.lookAt("clip");

    awaitState(JobState.RETRYING);
    assertThat(status().attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.failureClass()).isEqualTo(FailureClass.START);
              assertThat(attempt.reason()).isEqualTo("JobNotCreated");
              assertThat(attempt.message()).contains("quota");
            });
    assertThat(status().attemptsSpent()).isEqualTo(1);
    assertThat(Conditions.isTrue(status().conditions(), Conditions.STALLED)).isFalse();
  }

  @Test
  void an_api_server_that_does_not_answer_refuses_nothing() {
    server
        .expect()
        .post()
        .withPath("/apis/batch/v1/namespaces/media/jobs")
        .andReturn(429, new StatusBuilder().withCode(429).withMessage("busy").build())
        .times(2);
    create(clip());
    start();

    awaitJob("clip-1");
    assertThat(status().reason()).isNull();
  }

  private void refuseJobs(int times) {
    server
        .expect()
        .post()
        .withPath("/apis/batch/v1/namespaces/media/jobs")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("quota").build())
        .times(times);
  }

  /** Where a job is when the operator stops. */
  enum Phase {
    WAITING,
    RECORDED,
    STARTING,
    RUNNING,
    ENDED_UNSEEN,
    BACKING_OFF,
    SUCCEEDED_UNTOLD,
    DELETING
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void an_operator_that_starts_anew_goes_on_and_makes_no_job_twice(Phase phase) {
    create(clip());
    bringTo(phase, start(phase == Phase.WAITING ? 0 : 1));
    loops.removeLast().close();
    var refused = cluster.jobs().isEmpty() ? requests.of("POST", JOBS).size() : 0;
    meanwhile(phase);

    var next = start(1);
    playOn(phase, next);

    assertThat(requests.of("POST", JOBS))
        .hasSize(refused + cluster.jobs().size() + (phase == Phase.DELETING ? 1 : 0));
    assertThat(outside.told(DELETION)).hasSize(1);
  }

  private void bringTo(Phase phase, ReconcileLoop loop) {
    switch (phase) {
      case WAITING -> await().until(() -> status().waiting() != null);
      case RECORDED -> {
        refuseJobs(1_000);
        await().until(() -> !status().attempts().isEmpty());
      }
      case STARTING -> awaitJob("clip-1");
      case RUNNING, ENDED_UNSEEN -> running("clip-1");
      case BACKING_OFF -> {
        running("clip-1");
        cluster.fails("clip-1", 20);
        awaitState(JobState.RETRYING);
        loop.lookAt("clip");
      }
      case SUCCEEDED_UNTOLD -> {
        outside.isAway(STORE);
        outside.isAway(PROCESSED);
        outside.isAway(DELETION);
        running("clip-1");
        cluster.succeeds("clip-1", videoJob(), 1);
        awaitState(JobState.SUCCEEDED);
      }
      case DELETING -> {
        running("clip-1");
        cluster.takesTimeToStop("clip-1");
        delete();
        await().until(() -> cluster.job("clip-1").orElseThrow().isMarkedForDeletion());
      }
    }
  }

  private void meanwhile(Phase phase) {
    switch (phase) {
      case ENDED_UNSEEN -> cluster.succeeds("clip-1", videoJob(), 1);
      case BACKING_OFF -> clock.pass(Duration.ofSeconds(11));
      case RECORDED -> server.clearExpectations();
      case DELETING -> cluster.podHasEnded("clip-1");
      case SUCCEEDED_UNTOLD -> {
        outside.isBack(STORE);
        outside.isBack(PROCESSED);
        outside.isBack(DELETION);
      }
      default -> {}
    }
  }

  private void playOn(Phase phase, ReconcileLoop loop) {
    switch (phase) {
      case WAITING, RECORDED, STARTING, RUNNING -> {
        awaitJob("clip-1");
        cluster.starts("clip-1");
        loop.lookAt("clip");
        cluster.succeeds("clip-1", videoJob(), 1);
        awaitSettled();
        assertThat(cluster.jobs()).containsExactly("clip-1");
      }
      case BACKING_OFF -> {
        running("clip-2");
        cluster.succeeds("clip-2", videoJob(), 2);
        awaitSettled();
        assertThat(cluster.jobs()).containsExactly("clip-1", "clip-2");
      }
      case ENDED_UNSEEN, SUCCEEDED_UNTOLD -> {
        awaitSettled();
        assertThat(cluster.jobs()).containsExactly("clip-1");
      }
      case DELETING -> awaitGone();
    }
    assertThat(phase == Phase.DELETING || status().state() == JobState.SUCCEEDED).isTrue();
  }
}
