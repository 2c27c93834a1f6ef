package dev.videojob.operator.queues;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.slots.JobKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LeaseReportTest {
  private static final Lease LEASE = new Lease("m-1", "receipt", Instant.EPOCH, 1);

  private final Logger logger = (Logger) LoggerFactory.getLogger(LeaseReport.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(said);
  }

  private static VideoJob in(JobState state) {
    return AVideoJob.named("clip")
        .withStatus(VideoJobStatusBuilder.builder().state(state).build())
        .build();
  }

  private void lost(@Nullable VideoJob known) {
    new LeaseReport(key -> Optional.ofNullable(known), key -> {})
        .leaseLost(new JobKey(AVideoJob.NAMESPACE, "clip"), LEASE, "ReceiptHandleIsInvalid");
  }

  @Test
  void a_lease_of_work_that_goes_on_is_said_to_be_lost() {
    lost(in(JobState.RUNNING));

    assertThat(said.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .contains("media/clip", "ReceiptHandleIsInvalid");
            });
  }

  @Test
  void nothing_is_said_of_work_that_has_ended_whose_message_is_being_deleted() {
    lost(in(JobState.SUCCEEDED));
    lost(null);

    assertThat(said.list).isEmpty();
  }
}
