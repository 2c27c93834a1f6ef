package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.local.command.LocalStack;
import dev.videojob.local.metadata.LocalMongo;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metadata store is away while work is done. */
class MetadataJourneyTest {
  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.withoutOperator();

  @Test
  void a_store_that_was_away_is_told_when_it_is_back_and_nothing_else_waits_for_it() {
    var store = LocalMongo.start(0);
    var uri = store.uri();
    try (var _ =
            OperatorProgram.start(
                PLATFORM.stack().endpoints(), PLATFORM.stack().operatorConfig(), Map.of("MONGODB_URI", uri.toString()));
        var user = user(PLATFORM.stack(), uri.toString())) {
      user.upload(MadeVideos.small(), "told.mp4");
      var told = user.awaitEndOfKey("told.mp4");
      assertThat(user.document(told).getString("state")).isEqualTo("Succeeded");

      store.close();
      user.upload(MadeVideos.small(), "untold.mp4");

      var untold =
          UserClients.patiently()
              .until(
                  () -> user.jobsOfKey("untold.mp4"),
                  jobs -> jobs.size() == 1 && synced(jobs.getFirst()).equals("False"))
              .getFirst();
      assertThat(status(untold).state()).isEqualTo(JobState.SUCCEEDED);
      user.awaitEmptySourceQueue();
      assertThat(user.processed(untold)).hasSize(1);

      try (var _ = LocalMongo.start(uri.getPort())) {
        var job =
            user.awaitJob(
                untold.getMetadata().getName(), seen -> synced(seen).equals("True"));
        var document = user.document(job);
        assertThat(document.getString("state")).isEqualTo("Succeeded");
        assertThat(document.get("revision", Number.class).longValue())
            .isEqualTo(status(job).revision());
        assertThat(user.processed(job)).as("told once").hasSize(1);
      }
    }
  }

  private static String synced(VideoJob job) {
    return Stream.ofNullable(job.getStatus())
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> "MetadataSynced".equals(condition.getType()))
        .map(condition -> condition.getStatus())
        .findFirst()
        .orElse("");
  }

  private static UserClients user(LocalStack stack, String mongo) {
    var environment = new HashMap<>(stack.endpoints().asEnvironment());
    environment.put("MONGODB_URI", mongo);
    return new UserClients(environment);
  }
}
