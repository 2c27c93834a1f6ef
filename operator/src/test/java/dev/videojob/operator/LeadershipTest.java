package dev.videojob.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.operator.api.LeaderFinder.Place;
import dev.videojob.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class LeadershipTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final Moments clock = new Moments();
  private final Leadership ours = leadership("one", "10.0.0.1");

  @AfterEach
  void close() {
    ours.close();
  }

  private Leadership leadership(String pod, String ip) {
    return new Leadership(
        new OperatorConfig.LeaderElection("operator", "media", pod, ip), 8080, clock);
  }

  private static void held(Leadership seenBy, String holder) {
    seenBy.configuration(() -> {}, () -> {}).getLeaderCallbacks().orElseThrow().onNewLeader(holder);
  }

  private static String identity(Leadership leadership) {
    return leadership.configuration(() -> {}, () -> {}).getIdentity().orElseThrow();
  }

  @Test
  void before_anything_is_seen_nobody_leads() {
    assertThat(ours.leader()).isEqualTo(new Place.Unknown());
  }

  @Test
  void the_holder_of_the_lease_says_where_it_is_reached() {
    held(ours, identity(leadership("two", "10.0.0.2")));

    assertThat(ours.leader()).isEqualTo(new Place.There("http://10.0.0.2:8080"));
  }

  @Test
  void an_address_of_ip_6_is_written_as_urls_have_it() {
    held(ours, identity(leadership("two", "fd00::2")));

    assertThat(ours.leader()).isEqualTo(new Place.There("http://[fd00::2]:8080"));
  }

  @Test
  void a_process_never_sends_to_itself() {
    held(ours, identity(ours));

    assertThat(ours.leader()).isEqualTo(new Place.Unknown());
  }

  @Test
  void a_lease_that_was_released_leads_nowhere() {
    held(ours, identity(leadership("two", "10.0.0.2")));

    held(ours, "");

    assertThat(ours.leader()).isEqualTo(new Place.Unknown());
  }

  @Test
  void a_holder_that_does_not_say_where_it_is_cannot_be_sent_to() {
    var nameless =
        new Leadership(
            new OperatorConfig.LeaderElection("operator", "media", null, null), 8080, clock);
    assertThat(identity(nameless)).isNotEmpty();

    held(ours, identity(nameless));

    assertThat(ours.leader()).isEqualTo(new Place.Unknown());
  }

  @Test
  void a_lost_leader_has_time_to_leave_before_another_may_lead() {
    var noticedAfter = Leadership.RENEW_DEADLINE.plus(Leadership.RETRY);

    assertThat(noticedAfter.plus(OperatorProcess.LEAVE)).isLessThan(Leadership.LEASE);
  }

  @Test
  void a_lease_whose_renewal_is_not_answered_is_lost_in_time() {
    var lost = new AtomicInteger();
    try (var seen = ours.seen(client)) {
      var lease = new LeaseBuilder().withNewMetadata().withName("operator").endMetadata().build();
      seen.leases().inNamespace("media").resource(lease).create();
      seen.leases().inNamespace("media").resource(lease).get();
      seen.leases().inNamespace("media").resource(lease).update();
      ours.configuration(() -> {}, lost::incrementAndGet)
          .getLeaderCallbacks()
          .orElseThrow()
          .onStartLeading();

      clock.pass(Leadership.RENEW_DEADLINE);
      seen.leases().inNamespace("media").resource(lease).get();
      await().during(Leadership.RETRY).until(() -> lost.get() == 0);

      clock.pass(Duration.ofMillis(1));
      await().until(() -> lost.get() > 0);
    }
  }

  @Test
  void a_stop_releases_the_lease_if_it_is_ours() {
    hold(identity(ours));

    ours.release(client);

    assertThat(held()).isNull();
  }

  @Test
  void a_lease_that_another_replica_holds_stays_its_own() {
    hold("another");

    ours.release(client);

    assertThat(held()).isEqualTo("another");
  }

  private void hold(String holder) {
    var lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace("media")
            .withName("operator")
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(holder)
            .endSpec()
            .build();
    client.resource(lease).create();
  }

  private @Nullable String held() {
    return client
        .leases()
        .inNamespace("media")
        .withName("operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  @Test
  void an_elector_that_no_longer_asks_for_the_lease_is_told() {
    try (var seen = ours.seen(client)) {
      assertThat(ours.fault()).isEmpty();

      var lease = new LeaseBuilder().withNewMetadata().withName("operator").endMetadata().build();
      seen.leases().inNamespace("media").resource(lease).create();
      var _ = Objects.requireNonNull(seen.leases().inNamespace("media").withName("operator").get());
      clock.pass(Leadership.SILENCE);
      assertThat(ours.fault()).isEmpty();

      clock.pass(Leadership.RETRY);
      assertThat(ours.fault()).isPresent();
    }
  }
}
