package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.JobKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message of two records. */
@EnableKubernetesMockClient(crud = true)
class SettlementsTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final OutsideInMemory outside = new OutsideInMemory(job -> "");
  private final List<JobKey> woken = new ArrayList<>();
  private boolean listsFail;

  @SuppressWarnings("NullAway.Init")
  private Settlements settlements;

  @BeforeEach
  void open() {
    var terms = new StatedTerms();
    var clock = new Moments();
    var settler =
        new Settler(
            outside.store(),
            outside.sender(),
            outside.deletion(),
            outside.messages(),
            new ObjectMapper(),
            clock);
    settlements =
        new Settlements(
            settler,
            new Siblings(new ForgetfulStore()),
            new Narrator(terms, clock),
            woken::add,
            terms,
            clock);
  }

  /** An API server that stops to answer lists when somebody says so. */
  private final class ForgetfulStore implements VideoJobStore {
    private final VideoJobStore real = new KubernetesVideoJobStore(client);

    @Override
    public List<VideoJob> ofMessage(String namespace, String messageLabel) {
      if (listsFail) {
        throw new Unavailable("The API server is away.");
      }
      return real.ofMessage(namespace, messageLabel);
    }

    @Override
    public Creation create(VideoJob job) {
      return real.create(job);
    }

    @Override
    public Optional<VideoJob> find(String namespace, String name) {
      return real.find(namespace, name);
    }

    @Override
    public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
      return real.annotate(asRead, annotations);
    }

    @Override
    public void ensure(Secret secret) {
      real.ensure(secret);
    }
  }

  private VideoJob record(int index, JobState state) {
    var job =
        AVideoJob.named("record-" + index)
            .from("uploads")
            .ofMessage(
                VideoJobSpecOriginBuilder.builder()
                    .messageId("m-1")
                    .recordIndex(index)
                    .recordCount(2)
                    .build())
            .withStatus(VideoJobStatusBuilder.builder().state(state).revision(1L).build())
            .build();
    job.getMetadata().setLabels(Map.of(Names.MESSAGE_LABEL, WorkName.messageLabel("m-1")));
    job.getMetadata()
        .setAnnotations(
            Map.of(Names.LEASE_ANNOTATION, new Lease("m-1", "receipt", Moments.NOW, 1).toJson()));
    return client.resource(job).create();
  }

  private Told settle(VideoJob job) {
    return settlements
        .settle(
            job,
            (written, before, next) -> {
              written.setStatus(next);
              return written;
            })
        .told();
  }

  @Test
  void a_record_that_has_ended_looks_again_by_itself_for_the_end_of_the_others() {
    var ended = record(0, JobState.SUCCEEDED);
    var _ = record(1, JobState.RUNNING);

    assertThat(settle(ended)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);
    assertThat(settle(ended)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);
    assertThat(outside.places()).doesNotContain(OutsideInMemory.DELETION);
  }

  @Test
  void a_record_whose_waker_failed_settles_at_its_next_look() {
    var waits = record(0, JobState.SUCCEEDED);
    var last = record(1, JobState.RUNNING);
    assertThat(settle(waits)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);
    last.setStatus(VideoJobStatusBuilder.builder().state(JobState.SUCCEEDED).revision(2L).build());
    client.resource(last).updateStatus();
    listsFail = true;
    assertThatThrownBy(() -> settle(last)).isInstanceOf(VideoJobStore.Unavailable.class);
    assertThat(woken).isEmpty();

    listsFail = false;

    assertThat(settle(waits)).isEqualTo(Told.ALL);
  }

  @Test
  void a_dead_letter_wakes_those_that_wait_for_it() {
    var waits = record(0, JobState.SUCCEEDED);
    var failed = record(1, JobState.DEAD_LETTERED);
    assertThat(settle(waits)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);

    var _ = settle(failed);

    assertThat(outside.places()).contains(OutsideInMemory.DEAD_LETTERS);
    assertThat(woken).contains(JobKey.of(waits));
  }
}
