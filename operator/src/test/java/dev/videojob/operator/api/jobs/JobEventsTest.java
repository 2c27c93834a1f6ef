package dev.videojob.operator.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.api.rest.Answer;
import dev.videojob.operator.intake.SetClock;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(crud = true)
@Timeout(30)
class JobEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final SetClock clock = new SetClock();
  private final Heard heard = new Heard();

  @SuppressWarnings("NullAway.Init")
  private VideoJob job;

  @SuppressWarnings("NullAway.Init")
  private Thread stream;

  private static final class Heard implements Answer.Sink {
    final List<String> events = new CopyOnWriteArrayList<>();
    final AtomicInteger heartbeats = new AtomicInteger();

    @Override
    public void event(String id, String name, ObjectNode data) {
      events.add(name);
    }

    @Override
    public void heartbeat() {
      heartbeats.incrementAndGet();
    }
  }

  @BeforeEach
  void follow() {
    job = client.resource(AVideoJob.named("trailer").build()).create();
    becomes(JobState.RUNNING, 1);
    var events =
        new JobEvents(
            new Jobs(client, ReadableMetadataStore.NONE, JSON), JSON, Duration.ofMillis(20), clock);
    stream = Thread.ofVirtual().start(() -> write(events));
    await().until(() -> heard.events.size() == 1);
  }

  private void write(JobEvents events) {
    try {
      events.write(JobId.of(job), -1, heard);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void becomes(JobState state, long revision) {
    var status = VideoJobStatusBuilder.builder().state(state).revision(revision).build();
    job = client.resource(job.with(status)).updateStatus();
  }

  @AfterEach
  void stop() {
    stream.interrupt();
  }

  @Test
  void while_nothing_happens_the_stream_is_kept_alive() {
    await().until(() -> heard.heartbeats.get() >= 3);

    assertThat(heard.events).containsExactly("state");
    assertThat(stream.isAlive()).isTrue();
  }

  @Test
  void it_ends_with_the_job() throws Exception {
    becomes(JobState.SUCCEEDED, 2);

    stream.join();
    assertThat(heard.events).containsExactly("state", "state");
  }

  @Test
  void it_ends_after_an_hour_though_the_job_goes_on() throws Exception {
    clock.forward(JobEvents.LONGEST);

    stream.join();
    assertThat(heard.events).containsExactly("state");
  }

  @Test
  void a_job_that_is_gone_is_said() throws Exception {
    client.resource(job).delete();

    stream.join();
    assertThat(heard.events).containsExactly("state", "gone");
  }
}
