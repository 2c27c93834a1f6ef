package dev.videojob.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(crud = true)
class KubernetesEventsTest {
  private static final String PATH = "/api/v1/namespaces/media/events";

  @SuppressWarnings("NullAway.Init")
  KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private KubernetesEvents events;

  private final VideoJob clip = AVideoJob.named("clip").build();

  @BeforeEach
  void record() {
    client.getConfiguration().setRequestRetryBackoffLimit(0);
    events = new KubernetesEvents(client, new Moments());
  }

  @AfterEach
  void stop() {
    events.close();
  }

  private List<Event> written() {
    return client.v1().events().inNamespace(AVideoJob.NAMESPACE).list().getItems();
  }

  @Test
  void an_event_says_what_happened_to_what() {
    events.warning(clip, "Retrying", "The bucket did not answer.");

    await().until(() -> !written().isEmpty());
    assertThat(written())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getReason()).isEqualTo("Retrying");
              assertThat(event.getMessage()).isEqualTo("The bucket did not answer.");
              assertThat(event.getLastTimestamp()).isEqualTo("2026-03-01T12:00:00Z");
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("VideoJob");
              assertThat(event.getInvolvedObject().getName()).isEqualTo("clip");
              assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-of-clip");
            });
  }

  @Test
  void a_long_message_is_cut_to_what_the_server_takes() {
    events.normal(clip, "Succeeded", "x".repeat(5000));

    await().until(() -> !written().isEmpty());
    assertThat(written().getFirst().getMessage()).hasSize(1024);
  }

  @Test
  void an_event_that_is_refused_stops_no_other() {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("no").build())
        .once();

    events.normal(clip, "First", "");
    events.normal(clip, "Second", "");

    await().until(() -> !written().isEmpty());
    assertThat(written()).hasSize(1);
  }

  @Test
  void an_answer_that_is_no_event_stops_no_other() {
    server.expect().post().withPath(PATH).andReturn(201, "<html>a proxy</html>").once();

    events.normal(clip, "First", "");
    events.normal(clip, "Second", "");

    await().until(() -> !written().isEmpty());
    assertThat(written()).hasSize(1);
  }

  @Test
  @Timeout(20)
  void a_server_that_does_not_answer_keeps_nobody_waiting_and_no_more_than_the_line_is_kept() {
    server
        .expect()
        .post()
        .delay(2_000)
        .withPath(PATH)
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("slow").build())
        .times(4);

    var before = System.nanoTime();
    for (var i = 0; i < 3000; i++) {
      events.normal(clip, "E" + i, "");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));

    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> written().stream().anyMatch(event -> "E999".equals(event.getReason())));
    assertThat(written()).extracting(Event::getReason).doesNotContain("E2999");
    assertThat(written().size()).isLessThanOrEqualTo(1004);
  }
}
