package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.reconcile.OutsideInMemory.Told;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that come with a slot in hand: their creation records their first attempt. */
class FirstAttemptsTest {
  private static final String JOBS = "/jobs";
  private static final String STATUS = "/clip/status";
  private static final Duration A_WHILE = Duration.ofMillis(700);

  private final KubernetesMockServer server = StrictServer.start();
  private final KubernetesClient client = server.createClient();
  private final Moments clock = Moments.ofServers();
  private final String start = clock.instant().toString();
  private final StatedTerms terms = new StatedTerms();
  private final OutsideInMemory outside = new OutsideInMemory(job -> "");
  private final RequestLog requests = new RequestLog();
  private final List<ReconcileLoop> loops = new ArrayList<>();
  private final KubernetesClient operatorsClient = requests.client(server);
  private final PlayedCluster cluster = new PlayedCluster(client);

  @AfterEach
  void stop() {
    loops.forEach(ReconcileLoop::close);
    operatorsClient.close();
    client.close();
    server.destroy();
  }

  private ReconcileLoop start(int slots) {
    var loop = ReconcileLoop.start(operatorsClient, terms, outside, slots, clock);
    loops.add(loop);
    return loop;
  }

  private ReconcileLoop start() {
    return start(10);
  }

  private void stop(ReconcileLoop loop) {
    loops.remove(loop);
    loop.close();
  }

  private VideoJob wanted(String name) {
    var job = AVideoJob.named(name).from("uploads").ofMessage("m-" + name, "{}", Map.of()).build();
    job.getMetadata().setCreationTimestamp(null);
    job.getMetadata().setFinalizers(new ArrayList<>(List.of(Names.FINALIZER)));
    job.getMetadata()
        .setAnnotations(
            new HashMap<>(
                Map.of(
                    Names.LEASE_ANNOTATION,
                    new Lease("m-" + name, "receipt", clock.instant(), 1).toJson())));
    return job;
  }

  private VideoJob live(String name) {
    return Objects.requireNonNull(
        client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName(name).get());
  }

  private VideoJobStatus status(String name) {
    return Objects.requireNonNullElse(live(name).getStatus(), VideoJobStatus.NEW);
  }

  private void awaitJob(String name) {
    await(name + " is made").until(() -> cluster.job(name).isPresent());
  }

  private void awaitState(JobState state) {
    await("clip is " + state).until(() -> status("clip").state() == state);
  }

  private static boolean carriesItsStart(VideoJob job) {
    return job.getMetadata().getAnnotations().containsKey(Names.FIRST_STATUS_ANNOTATION);
  }

  @Test
  void a_message_costs_five_writes_to_its_settled_end() {
    var loop = start();
    loop.receive(wanted("clip"));
    awaitJob("clip-1");
    cluster.starts("clip-1");
    awaitState(JobState.RUNNING);
    cluster.succeeds("clip-1", live("clip"), 1);
    await().until(() -> status("clip").settlement().messageDeletedAt() != null);

    var writes =
        requests.all().stream()
            .filter(one -> !one.method().equals("GET") && !one.path().endsWith("/events"))
            .map(one -> one.method() + " " + one.path().replaceAll(".*/", ""))
            .toList();
    assertThat(writes)
        .containsExactly("POST videojobs", "POST jobs", "PUT status", "PUT status", "PUT status");
    assertThat(status("clip").attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.decidedAt()).isEqualTo(start);
              assertThat(attempt.startedAt()).isNotNull();
              assertThat(attempt.templateRevision()).isNotNull();
              assertThat(attempt.memoryLimit()).isEqualTo("2Gi");
            });
    assertThat(outside.told(OutsideInMemory.STORE))
        .extracting(Told::what)
        .containsExactly("Starting", "Running", "Succeeded");
  }

  @Test
  void nothing_is_read_before_the_job_of_an_attempt_that_nobody_can_have_touched() {
    start().receive(wanted("clip"));
    awaitJob("clip-1");

    var before = requests.all().stream().takeWhile(one -> !one.is("POST", JOBS)).toList();
    assertThat(before).noneMatch(one -> one.method().equals("GET") && one.is("GET", "/clip-1"));
    assertThat(before).noneMatch(one -> one.is("GET", "/pods"));
    assertThat(requests.of("PUT", STATUS)).isEmpty();
  }

  @Test
  void a_pod_that_is_not_up_soon_is_shown_to_start() {
    var loop = start();
    loop.receive(wanted("clip"));
    awaitJob("clip-1");
    await().during(A_WHILE).until(() -> requests.of("PUT", STATUS).isEmpty());

    clock.pass(Duration.ofSeconds(5));
    loop.lookAt("clip");

    awaitState(JobState.STARTING);
    assertThat(status("clip").attempts()).extracting(Attempt::decidedAt).containsExactly(start);
  }

  @Test
  void an_operator_that_dies_after_the_creation_leaves_an_attempt_to_the_next() {
    var first = start();
    stop(first);
    first.receiveAndDie(wanted("clip"));
    assertThat(cluster.jobs()).isEmpty();

    start();
    awaitJob("clip-1");
    cluster.starts("clip-1");
    awaitState(JobState.RUNNING);
    assertThat(status("clip").attempts()).extracting(Attempt::number).containsExactly(1);
  }

  @Test
  void an_operator_that_dies_after_the_jobs_creation_leaves_it_to_the_next() {
    var first = start();
    first.receive(wanted("clip"));
    awaitJob("clip-1");
    stop(first);

    start();
    cluster.starts("clip-1");
    awaitState(JobState.RUNNING);
    assertThat(requests.of("POST", JOBS)).hasSize(1);
    assertThat(status("clip").attempts()).extracting(Attempt::number).containsExactly(1);
  }

  @Test
  void an_attempt_that_was_left_holds_its_slot() {
    var first = start();
    stop(first);
    first.receiveAndDie(wanted("clip"));

    var next = start(1);
    next.receive(wanted("other"));

    assertThat(carriesItsStart(live("other"))).isFalse();
    await().until(() -> status("other").waiting() != null);
    assertThat(cluster.jobs()).containsExactly("clip-1");
  }

  @Test
  void
      a_job_that_somebody_deletes_before_the_status_says_anything_is_not_replaced_while_its_pod_lives() {
    var loop = start();
    loop.receive(wanted("clip"));
    awaitJob("clip-1");
    cluster.podOutlives("clip-1", "clip");
    cluster.deletes("clip-1");

    await().during(A_WHILE).until(() -> requests.of("POST", JOBS).size() == 1);

    cluster.podGoes("clip-1");
    loop.lookAt("clip");
    awaitJob("clip-1");
  }

  @Test
  void the_next_operator_does_not_make_a_job_either_while_a_pod_of_it_lives() {
    var first = start();
    stop(first);
    first.receiveAndDie(wanted("clip"));
    cluster.podOutlives("clip-1", "clip");

    var next = start();
    await().during(A_WHILE).until(() -> cluster.jobs().isEmpty());

    cluster.podGoes("clip-1");
    next.lookAt("clip");
    awaitJob("clip-1");
  }

  @Test
  void two_leaders_make_one_attempt_of_it() {
    start();
    start().receive(wanted("clip"));
    awaitJob("clip-1");
    cluster.starts("clip-1");
    cluster.succeeds("clip-1", live("clip"), 1);
    await().until(() -> status("clip").settlement().messageDeletedAt() != null);

    assertThat(cluster.jobs()).containsExactly("clip-1");
    assertThat(status("clip").attempts()).hasSize(1);
  }

  @Test
  void a_job_that_is_deleted_before_the_status_says_anything_is_stopped_and_settled() {
    var loop = start();
    loop.receive(wanted("clip"));
    awaitJob("clip-1");

    client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName("clip").delete();

    await()
        .until(
            () ->
                client
                        .resources(VideoJob.class)
                        .inNamespace(AVideoJob.NAMESPACE)
                        .withName("clip")
                        .get()
                    == null);
    assertThat(cluster.jobs()).isEmpty();
    assertThat(outside.told(OutsideInMemory.DELETION)).extracting(Told::what).contains("clip");
  }

  @Test
  void a_job_that_is_refused_is_told_with_the_attempt_that_the_creation_recorded() {
    server
        .expect()
        .post()
        .withPath("/apis/batch/v1/namespaces/media/jobs")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("quota").build())
        .once();
    var loop = start();
    loop.receive(wanted("clip"));

    await().until(() -> "JobNotCreated".equals(status("clip").reason()));
    assertThat(status("clip").attempts()).hasSize(1);
    loop.lookAt("clip");
    awaitJob("clip-1");
  }

  @Test
  void a_suspended_queue_starts_nothing_by_a_creation() {
    terms.suspend();
    start().receive(wanted("clip"));

    assertThat(carriesItsStart(live("clip"))).isFalse();
    await().until(() -> status("clip").waiting() != null);
    assertThat(cluster.jobs()).isEmpty();
  }

  @Test
  void terms_that_are_refused_start_nothing_by_a_creation() {
    var job = wanted("clip");
    job.setSpec(
        AVideoJob.named("clip")
            .from("uploads")
            .with(spec -> spec.profile("none"))
            .build()
            .getSpec());
    start().receive(job);

    assertThat(carriesItsStart(live("clip"))).isFalse();
    awaitState(JobState.FAILED);
    assertThat(cluster.jobs()).isEmpty();
  }

  @Test
  void a_creation_without_a_free_slot_waits_for_one() {
    var loop = start(1);
    loop.receive(wanted("clip"));
    loop.receive(wanted("other"));

    assertThat(carriesItsStart(live("clip"))).isTrue();
    assertThat(carriesItsStart(live("other"))).isFalse();
    await().until(() -> status("other").waiting() != null);
    assertThat(cluster.jobs()).containsExactly("clip-1");
  }

  @Test
  void a_slot_whose_job_was_not_created_is_free_again() {
    var loop = start(1);
    loop.receiveInVain(wanted("lost"));
    loop.receive(wanted("clip"));

    assertThat(carriesItsStart(live("clip"))).isTrue();
    awaitJob("clip-1");
  }

  @Test
  void a_job_that_exists_already_keeps_its_slot_when_its_message_comes_again() {
    var loop = start(1);
    loop.receive(wanted("clip"));
    loop.receiveInVain(wanted("clip"));
    loop.receive(wanted("other"));

    assertThat(carriesItsStart(live("other"))).isFalse();
  }
}
