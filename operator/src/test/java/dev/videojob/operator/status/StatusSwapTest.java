package dev.videojob.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.status.StatusSwap.StatusMoved;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusSwapTest {
  private static final VideoJobStatus QUEUED = status(JobState.QUEUED);
  private static final VideoJobStatus STARTING = status(JobState.STARTING);
  private static final VideoJobStatus CANCELLED = status(JobState.CANCELLED);

  private static VideoJobStatus status(JobState state) {
    return VideoJobStatusBuilder.builder().state(state).revision(1L).build();
  }

  /** As the API server would send it. */
  private static VideoJob read(VideoJobStatus status) {
    var job = AVideoJob.named("clip").withStatus(status).build();
    return Serialization.unmarshal(Serialization.asJson(job), VideoJob.class);
  }

  @Test
  void a_status_that_is_what_it_was_is_replaced() {
    assertThat(StatusSwap.replace(read(QUEUED), read(QUEUED).getStatus(), STARTING).getStatus())
        .isEqualTo(STARTING);
  }

  @Test
  void what_it_replaces_stays_as_it_is_while_nothing_is_written() {
    var cached = read(QUEUED);

    var next = StatusSwap.replace(cached, QUEUED, STARTING);

    assertThat(next).isNotSameAs(cached);
    assertThat(cached.getStatus()).isEqualTo(QUEUED);
  }

  @Test
  void the_first_status_is_written_where_there_is_none() {
    var fresh = AVideoJob.named("clip").build();

    assertThat(StatusSwap.replace(fresh, null, STARTING).getStatus()).isEqualTo(STARTING);
  }

  @Test
  void a_status_that_moved_on_stays_and_is_said() {
    var fresh = read(CANCELLED);

    assertThatThrownBy(() -> StatusSwap.replace(fresh, QUEUED, STARTING))
        .isInstanceOf(StatusMoved.class)
        .hasMessageContaining("clip");
    assertThat(fresh.getStatus()).isEqualTo(CANCELLED);
  }

  @Test
  void the_first_status_is_not_written_over_another_writers() {
    assertThatThrownBy(() -> StatusSwap.replace(read(STARTING), null, STARTING))
        .isInstanceOf(StatusMoved.class);
  }

  @Test
  void a_change_of_anything_else_does_not_matter_and_is_kept() {
    var fresh = read(QUEUED);
    fresh.getMetadata().setResourceVersion("7");
    fresh.getMetadata().setAnnotations(Map.of("videojob.dev/lease", "a newer one"));

    var next = StatusSwap.replace(fresh, QUEUED, STARTING);

    assertThat(next.getStatus()).isEqualTo(STARTING);
    assertThat(next.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(next.getMetadata().getAnnotations())
        .containsEntry("videojob.dev/lease", "a newer one");
  }
}
