package dev.videojob.operator.reconcile;

import static dev.videojob.operator.reconcile.OutsideInMemory.DEAD_LETTERS;
import static dev.videojob.operator.reconcile.OutsideInMemory.DELETION;
import static dev.videojob.operator.reconcile.OutsideInMemory.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.TaskSpecBuilder;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.calls.AService;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The job is {@code clip}, of the only record of a message; its task calls a service. */
@EnableKubernetesMockClient(crud = true)
class HttpTasksTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final Moments clock = new Moments();
  private final StatedTerms terms = new StatedTerms();
  private final OutsideInMemory outside = new OutsideInMemory(this::recordedState);
  private final List<ReconcileLoop> loops = new ArrayList<>();
  private final AService service = new AService();

  @AfterEach
  void stop() {
    loops.forEach(ReconcileLoop::close);
    service.close();
  }

  private ReconcileLoop start() {
    var loop = ReconcileLoop.start(client, terms, outside, 10, clock);
    loops.add(loop);
    return loop;
  }

  private void create() {
    var http = TaskSpecHttpBuilder.builder().url(service.url("/articles")).build();
    var job =
        AVideoJob.named("clip")
            .from("uploads")
            .ofMessage("m-1", "{\"jobId\": 7}", Map.of())
            .withPayload(JsonNodeFactory.instance.objectNode().put("title", "A"))
            .with(
                spec ->
                    spec.source(null)
                        .destination(null)
                        .task(TaskSpecBuilder.builder().http(http).build()))
            .build();
    job.getMetadata()
        .setAnnotations(
            Map.of(Names.LEASE_ANNOTATION, new Lease("m-1", "receipt-1", Moments.NOW, 1).toJson()));
    client.resource(job).create();
  }

  private @Nullable VideoJob found() {
    return client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName("clip").get();
  }

  private String uid() {
    return Objects.requireNonNull(found()).getMetadata().getUid();
  }

  private String recordedState(VideoJob job) {
    var live = found();
    return live == null || live.getStatus() == null
        ? "none"
        : String.valueOf(live.getStatus().state());
  }

  private VideoJobStatus status() {
    return Objects.requireNonNullElse(
        Objects.requireNonNull(found()).getStatus(), VideoJobStatus.NEW);
  }

  private void awaitState(JobState state) {
    await("clip is " + state).until(() -> status().state() == state);
  }

  private List<@Nullable String> keys() {
    return service.asked.stream().map(asked -> asked.headers().get("idempotency-key")).toList();
  }

  @Test
  void a_service_is_called_after_its_attempt_is_recorded_and_its_answer_is_told_to_all() {
    var recorded = new ArrayList<Attempt>();
    service.at(
        "/articles",
        exchange -> {
          recorded.addAll(status().attempts());
          AService.says(200, "{\"url\": \"https://out/7\"}").to(exchange);
        });
    create();
    start();
    await().until(() -> status().settled());

    assertThat(recorded).extracting(Attempt::number).containsExactly(1);
    assertThat(status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status().result())
        .isEqualTo(JsonNodeFactory.instance.objectNode().put("url", "https://out/7"));
    assertThat(outside.places()).endsWith(DELETION);
    assertThat(client.batch().v1().jobs().inAnyNamespace().list().getItems()).isEmpty();
    assertThat(service.asked).hasSize(1);
  }

  @Test
  void a_refusal_is_dead_lettered_at_once() {
    service.at("/articles", AService.says(422, "no title"));
    create();
    start();
    await().until(() -> status().settled());

    assertThat(status().state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(status().reason()).isEqualTo("Http422");
    assertThat(outside.places()).endsWith(DEAD_LETTERS, DELETION);
    assertThat(service.asked).hasSize(1);
  }

  @Test
  void a_service_that_broke_is_called_again_with_another_key() {
    var times = new AtomicInteger();
    service.at(
        "/articles",
        exchange -> AService.says(times.incrementAndGet() == 1 ? 503 : 200, "{}").to(exchange));
    create();
    var loop = start();
    awaitState(JobState.RETRYING);
    assertThat(status().attemptsSpent()).isEqualTo(1);

    clock.pass(Duration.ofSeconds(10));
    loop.lookAt("clip");
    awaitState(JobState.SUCCEEDED);

    assertThat(keys()).containsExactly(uid() + "-1", uid() + "-2");
  }

  @Test
  void an_operator_that_dies_in_a_call_makes_it_again_for_free_with_the_same_key() {
    var times = new AtomicInteger();
    service.at(
        "/articles",
        exchange -> {
          if (times.incrementAndGet() == 1) {
            service.silence().to(exchange);
          } else {
            AService.says(200, "{\"done\": true}").to(exchange);
          }
        });
    create();
    start();
    awaitState(JobState.RUNNING);
    await().until(() -> service.asked.size() == 1);
    loops.removeFirst().close();

    start();
    awaitState(JobState.SUCCEEDED);

    assertThat(status().attempts())
        .extracting(Attempt::number, Attempt::failureClass, Attempt::exitCode)
        .containsExactly(tuple(1, FailureClass.DISRUPTION, null), tuple(2, null, 0));
    assertThat(Objects.requireNonNullElse(status().attemptsSpent(), 0)).isZero();
    assertThat(keys()).hasSize(2).containsOnly(uid() + "-1");
  }

  @Test
  void a_job_that_is_deleted_in_a_call_goes_without_waiting_for_the_answer() {
    service.at("/articles", service.silence());
    create();
    start();
    awaitState(JobState.RUNNING);
    await().until(() -> service.asked.size() == 1);

    client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName("clip").delete();

    await("clip is gone").until(() -> found() == null);
    assertThat(outside.places()).endsWith(DELETION);
    assertThat(outside.told(STORE).getLast().what()).isEqualTo("Cancelled");
    assertThat(service.asked).hasSize(1);
  }
}
