package dev.videojob.operator.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusOutputBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@EnableKubernetesMockClient(crud = true)
class SelfTestTest {
  private static final String NAMESPACE = "media";
  private static final SelfTest.Work WORK =
      new SelfTest.Work(NAMESPACE, "s3://in/short.mp4", "s3://out/test", "mp4-720p");
  private static final Duration LONG = Duration.ofSeconds(30);

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private @Nullable SharedIndexInformer<VideoJob> operator;

  @BeforeEach
  void fast() {
    client.getConfiguration().setRequestRetryBackoffLimit(0);
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.stop();
    }
  }

  @Test
  void a_job_that_succeeds_passes_and_its_outputs_are_told() {
    anOperatorThatWrites(
        VideoJobStatusBuilder.builder()
            .state(JobState.SUCCEEDED)
            .reason("Succeeded")
            .message("1 output was published.")
            .outputs(
                List.of(
                    VideoJobStatusOutputBuilder.builder()
                        .name("720p")
                        .uri("s3://out/test/720p.mp4")
                        .build()))
            .build());

    assertThat(run(LONG, false)).isTrue();

    assertThat(told)
        .anyMatch(line -> line.contains("s3://in/short.mp4 becomes mp4-720p at s3://out/test"))
        .contains("  Succeeded", "Succeeded: 1 output was published.")
        .contains("  720p  s3://out/test/720p.mp4");
  }

  @Test
  void a_job_that_fails_does_not_pass_and_its_reason_is_told() {
    anOperatorThatWrites(
        VideoJobStatusBuilder.builder()
            .state(JobState.FAILED)
            .reason("SourceGone")
            .message("There is no s3://in/short.mp4.")
            .build());

    assertThat(run(LONG, false)).isFalse();

    assertThat(told).contains("SourceGone: There is no s3://in/short.mp4.");
  }

  @Test
  void without_an_operator_it_ends_in_time_and_says_what_to_look_at() {
    assertThat(run(Duration.ofSeconds(1), false)).isFalse();

    assertThat(told).last().asString().contains("after 1 s").contains("watch this namespace");
  }

  @Test
  void the_job_is_deleted_whatever_became_of_it() {
    run(Duration.ofSeconds(1), false);

    assertThat(jobs()).isEmpty();
  }

  @Test
  void the_job_is_kept_where_that_is_asked_for() {
    run(Duration.ofSeconds(1), true);

    assertThat(jobs())
        .singleElement()
        .satisfies(job -> assertThat(job.getSpec().sourceUri()).hasValue("s3://in/short.mp4"));
  }

  @Test
  void a_command_that_is_not_told_what_to_transcode_says_how() {
    var out = new StringWriter();

    var code =
        new CommandLine(new SelfTestCommand())
            .setOut(new PrintWriter(out))
            .execute("--namespace", NAMESPACE, "--source", "s3://in/short.mp4");

    assertThat(code).isEqualTo(2);
    assertThat(out.toString()).contains("--destination").contains("tests.destination");
  }

  private boolean run(Duration timeout, boolean keep) {
    return new SelfTest(client, told::add).run(WORK, timeout, keep);
  }

  private List<VideoJob> jobs() {
    return client.resources(VideoJob.class).inNamespace(NAMESPACE).list().getItems();
  }

  private void anOperatorThatWrites(VideoJobStatus status) {
    operator =
        client
            .resources(VideoJob.class)
            .inNamespace(NAMESPACE)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(VideoJob job) {
                    client
                        .resource(job)
                        .editStatus(
                            fresh -> {
                              fresh.setStatus(status);
                              return fresh;
                            });
                  }

                  @Override
                  public void onUpdate(VideoJob before, VideoJob job) {}

                  @Override
                  public void onDelete(VideoJob job, boolean finalStateUnknown) {}
                });
  }
}
