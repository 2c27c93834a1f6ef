package dev.videojob.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas of the operator and a Lease; pods sleep. */
class LeaderJourneyTest {
  private static final String SLEEPER = "sleeper:1";
  private static final int MESSAGES = 25;

  /**
   * Two thirds of it are left at the least when a leader dies; 30 s would do on an idle machine.
   */
  private static final Duration VISIBILITY = Duration.ofSeconds(45);

  /** A Lease's 15 s, 2.2 s until its end is seen, and some for a slow machine. */
  private static final Duration TAKE_OVER = Duration.ofSeconds(25);

  @RegisterExtension
  static final TestPlatform PLATFORM =
      TestPlatform.withoutOperator(platform -> platform.image(SLEEPER, Scripts.of("sleep 600")));

  private final UserClients user = PLATFORM.user();
  private final List<Replica> replicas = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private record Replica(String name, int port, OperatorProgram program) {}

  @BeforeEach
  void pods_sleep() {
    user.changeQueue(LeaderJourneyTest::changed);
  }

  private static VideoQueueSpec changed(VideoQueueSpec spec) {
    return VideoQueueSpecBuilder.builder(spec)
        .sqs(
            VideoQueueSpecSqsBuilder.builder(Objects.requireNonNull(spec.sqs()))
                .visibilityTimeoutSeconds(Math.toIntExact(VISIBILITY.toSeconds()))
                .waitTimeSeconds(5)
                .build())
        .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(1000).build())
        .template(VideoQueueSpecTemplateBuilder.builder(spec.template()).image(SLEEPER).build())
        .build();
  }

  @AfterEach
  void end() {
    replicas.forEach(replica -> replica.program().kill());
    http.close();
    user.sqs().purgeQueue(purge -> purge.queueUrl(user.queueUrl()));
    user.jobs(job -> true).forEach(user::delete);
    user.kubernetes().resources(VideoJob.class).inNamespace("default").list().getItems().stream()
        .forEach(LeaderJourneyTest::letGo);
  }

  private static void letGo(VideoJob job) {
    PLATFORM
        .stack()
        .client()
        .resource(job)
        .edit(
            live -> {
              live.getMetadata().setFinalizers(List.of());
              return live;
            });
  }

  private Replica start(String name) {
    var port = freePort();
    var program =
        OperatorProgram.start(
            PLATFORM.stack().endpoints(),
            PLATFORM.stack().operatorConfig(),
            Map.of(
                "VIDEOJOB_LEADER_ELECTION",
                "true",
                "VIDEOJOB_LEADER_LEASE_NAMESPACE",
                "default",
                "VIDEOJOB_POD_NAME",
                name,
                "VIDEOJOB_POD_IP",
                "127.0.0.1",
                "VIDEOJOB_STOP_GRACE_SECONDS",
                "15",
                "VIDEOJOB_HTTP_PORT",
                String.valueOf(port)));
    var replica = new Replica(name, port, program);
    replicas.add(replica);
    await(name + " is ready").atMost(UserClients.LONG).until(() -> get(replica, "/readyz") == 200);
    return replica;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private int get(Replica replica, String path) {
    return send(HttpRequest.newBuilder(uri(replica, path)).build())
        .map(HttpResponse::statusCode)
        .orElse(0);
  }

  private Optional<HttpResponse<String>> report(Replica replica, String videoJob, String uid) {
    var body = "{\"attempt\": 1, \"phase\": \"encode\", \"percent\": 42}";
    var path = "/internal/v1/progress/default/" + videoJob + "/" + uid;
    return send(
        HttpRequest.newBuilder(uri(replica, path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private Optional<HttpResponse<String>> send(HttpRequest request) {
    try {
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static URI uri(Replica replica, String path) {
    return URI.create("http://127.0.0.1:" + replica.port() + path);
  }

  /** Only the leader knows that a job does not exist. */
  private boolean leads(Replica replica) {
    return report(replica, "stranger", "any")
        .filter(answer -> answer.statusCode() == 404)
        .isPresent();
  }

  private Replica leader(String name) {
    var replica = start(name);
    await(name + " leads").atMost(UserClients.LONG).until(() -> leads(replica));
    return replica;
  }

  private List<VideoJob> runningJobs(String prefix, int count) {
    for (var n = 0; n < count; n++) {
      var _ = user.send("{\"id\": \"%s%d\", \"key\": \"%s.mp4\"}".formatted(prefix, n, prefix));
    }
    return UserClients.patiently()
        .until(
            () ->
                user.jobs(job -> job.getMetadata().getName().startsWith(prefix)).stream()
                    .filter(job -> job.getStatus() != null)
                    .filter(job -> job.getStatus().state() == JobState.RUNNING)
                    .toList(),
            jobs -> jobs.size() == count);
  }

  private static Map<String, String> receipts(List<VideoJob> jobs) {
    var receipts = new HashMap<String, String>();
    jobs.forEach(
        job ->
            receipts.put(
                job.getMetadata().getName(),
                job.getMetadata().getAnnotations().get("videojob.dev/lease")));
    return receipts;
  }

  private void assertOneJobEach(List<VideoJob> jobs) {
    assertThat(jobs).allSatisfy(job -> assertThat(user.kubernetesJobs(job)).hasSize(1));
  }

  @Test
  void a_standby_takes_over_every_message_of_a_leader_that_is_killed_before_one_comes_again() {
    var first = leader("first");
    var second = start("second");
    var before = runningJobs("kill", MESSAGES);
    assertThat(leads(second)).isFalse();

    var killed = Instant.now();
    first.program().kill();

    await("second leads").atMost(TAKE_OVER).until(() -> leads(second));
    await("no message comes again")
        .atMost(VISIBILITY.plusSeconds(10))
        .during(Duration.between(Instant.now(), killed.plus(VISIBILITY).plusSeconds(3)))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                receipts(user.jobs(job -> job.getMetadata().getName().startsWith("kill")))
                    .equals(receipts(before)));
    assertOneJobEach(before);
    assertThat(runningJobs("more", 1)).hasSize(1);
  }

  @Test
  void a_standby_leads_within_seconds_when_the_leader_is_stopped_and_its_poll_loses_nothing() {
    var first = leader("first");
    var second = start("second");
    var before = runningJobs("stop", 3);

    first.program().askToEnd();
    await("second leads").atMost(Duration.ofSeconds(5)).until(() -> leads(second));

    var after = runningJobs("next", 3);
    assertOneJobEach(before);
    assertOneJobEach(after);
    await().atMost(Duration.ofSeconds(20)).until(() -> !first.program().runs());
    assertThat(first.program().exitCode()).isIn(0, 143);
  }

  @Test
  void a_leader_whose_lease_somebody_else_holds_leaves_with_an_error() {
    var first = leader("first");

    user.kubernetes()
        .leases()
        .inNamespace("default")
        .withName("videojob-operator")
        .edit(LeaderJourneyTest::stolen);

    await().atMost(Duration.ofSeconds(10)).until(() -> !first.program().runs());
    assertThat(first.program().exitCode()).isEqualTo(3);
  }

  private static Lease stolen(Lease lease) {
    lease.getSpec().setHolderIdentity("somebody");
    lease.getSpec().setRenewTime(ZonedDateTime.now(ZoneOffset.UTC));
    return lease;
  }

  @Test
  void progress_that_reaches_the_standby_arrives_at_the_leader() {
    var first = leader("first");
    var second = start("second");
    var job = runningJobs("told", 1).getFirst();
    var meta = job.getMetadata();

    var answer = report(second, meta.getName(), meta.getUid()).orElseThrow();
    assertThat(answer.statusCode()).isEqualTo(307);
    var there = URI.create(answer.headers().firstValue("Location").orElse(""));
    assertThat(there.getPort()).isEqualTo(first.port());
    var followed =
        send(HttpRequest.newBuilder(there)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"attempt\": 1, \"phase\": \"encode\", \"percent\": 42}"))
                .build())
            .orElseThrow();

    assertThat(followed.statusCode()).isEqualTo(204);
    user.awaitJob(
        meta.getName(),
        live -> live.getStatus().progress() != null && live.getStatus().progress().percent() == 42);
    assertThat(new HashSet<>(List.of(get(first, "/livez"), get(second, "/livez"))))
        .containsExactly(200);
  }
}
