package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.reconcile.OutsideInMemory.Told;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another writer is at the same VideoJobs: a former leader, the intake, a job of the message. */
class TwoWritersTest {
  private final KubernetesMockServer server = StrictServer.start();
  private final KubernetesClient client = server.createClient();
  private final Moments clock = new Moments();
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

  private ReconcileLoop start() {
    var loop = ReconcileLoop.start(operatorsClient, terms, outside, 100, clock);
    loops.add(loop);
    return loop;
  }

  private VideoJob create(String name, int record, int records) {
    var job =
        AVideoJob.named(name)
            .from("uploads")
            .recordOf("m-1", record, records)
            .holding(leaseOf("receipt-1"))
            .build();
    return client.resource(job).create();
  }

  private static Lease leaseOf(String receipt) {
    return new Lease("m-1", receipt, Moments.NOW, 1);
  }

  private static String lease(String receipt) {
    return leaseOf(receipt).toJson();
  }

  private VideoJob live(String name) {
    return Objects.requireNonNull(
        client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName(name).get());
  }

  private boolean gone(String name) {
    return client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName(name).get()
        == null;
  }

  private VideoJobStatus status(String name) {
    return Objects.requireNonNullElse(live(name).getStatus(), VideoJobStatus.NEW);
  }

  private void delete(String name) {
    client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName(name).delete();
  }

  private void awaitState(String name, JobState state) {
    await(name + " is " + state).until(() -> status(name).state() == state);
  }

  private void succeed(String name) {
    await().until(() -> cluster.job(name + "-1").isPresent());
    cluster.starts(name + "-1");
    cluster.succeeds(name + "-1", live(name), 1);
    awaitState(name, JobState.SUCCEEDED);
  }

  @Test
  void a_status_that_another_leader_moved_on_meanwhile_stays_and_nothing_is_made_of_the_old_one() {
    var clip = create("clip", 0, 1);
    terms.meanwhile(
        () -> {
          var moved = live("clip");
          moved.setStatus(
              VideoJobStatusBuilder.builder()
                  .state(JobState.CANCELLED)
                  .revision(9L)
                  .message("The other leader said so.")
                  .build());
          client.resource(moved).updateStatus();
        });
    start();

    await().until(() -> status("clip").settlement().messageDeletedAt() != null);
    assertThat(status("clip").message()).isEqualTo("The other leader said so.");
    assertThat(status("clip").revision()).isEqualTo(9L);
    assertThat(cluster.jobs()).isEmpty();
    assertThat(live("clip").getMetadata().getUid()).isEqualTo(clip.getMetadata().getUid());
  }

  @Test
  void a_lease_that_is_renewed_meanwhile_is_kept_and_does_not_get_in_the_way() {
    create("clip", 0, 1);
    terms.meanwhile(
        () ->
            client
                .resources(VideoJob.class)
                .inNamespace(AVideoJob.NAMESPACE)
                .withName("clip")
                .edit(
                    job -> {
                      var annotations = new HashMap<>(job.getMetadata().getAnnotations());
                      annotations.put(Names.LEASE_ANNOTATION, lease("receipt-2"));
                      job.getMetadata().setAnnotations(annotations);
                      return job;
                    }));
    start();

    await().until(() -> cluster.job("clip-1").isPresent());
    assertThat(requests.of("PUT", "/clip/status")).hasSize(2);
    assertThat(status("clip").attempts()).extracting(Attempt::number).containsExactly(1);
    assertThat(live("clip").getMetadata().getAnnotations())
        .containsEntry(Names.LEASE_ANNOTATION, lease("receipt-2"));
  }

  @Test
  void two_leaders_at_once_make_one_attempt_of_each_job() {
    var names =
        IntStream.range(0, 6).mapToObj(number -> "clip-of-" + (char) ('a' + number)).toList();
    start();
    start();
    names.forEach(name -> create(name, 0, 1));

    names.forEach(this::succeed);

    await()
        .until(
            () ->
                names.stream()
                    .allMatch(name -> status(name).settlement().messageDeletedAt() != null));
    assertThat(cluster.jobs()).isEqualTo(names.stream().map(name -> name + "-1").toList());
    assertThat(names)
        .allSatisfy(name -> assertThat(status(name).attempts()).hasSize(1))
        .allSatisfy(name -> assertThat(status(name).attemptsSpent()).isNull());
  }

  @Test
  void a_message_is_deleted_when_the_last_of_its_records_has_ended() {
    create("one", 0, 2);
    create("other", 1, 2);
    start();

    succeed("one");
    await().until(() -> status("one").settlement().processedAt() != null);
    assertThat(outside.told(OutsideInMemory.DELETION)).isEmpty();

    succeed("other");

    await().until(() -> status("other").settlement().messageDeletedAt() != null);
    await().until(() -> status("one").settlement().messageDeletedAt() != null);
    assertThat(outside.told(OutsideInMemory.DELETION).getFirst().what()).isEqualTo("other");
  }

  @Test
  void a_record_that_was_deleted_does_not_keep_its_message_from_being_deleted() {
    create("one", 0, 3);
    create("second", 1, 3);
    create("third", 2, 3);
    start();
    succeed("one");
    await().until(() -> cluster.jobs().size() == 3);

    delete("second");
    delete("third");
    await().until(() -> gone("second") && gone("third"));

    await().until(() -> status("one").settlement().messageDeletedAt() != null);
    assertThat(outside.told(OutsideInMemory.DELETION)).extracting(Told::what).contains("one");
  }

  @Test
  void a_record_that_was_deleted_while_another_works_is_remembered_until_that_ends() {
    create("one", 0, 2);
    create("second", 1, 2);
    start();
    await().until(() -> cluster.jobs().size() == 2);
    delete("second");
    await().until(() -> gone("second"));
    assertThat(outside.told(OutsideInMemory.DELETION)).isEmpty();

    succeed("one");

    await().until(() -> status("one").settlement().messageDeletedAt() != null);
  }
}
