package dev.videojob.operator.intake;

import static dev.videojob.operator.intake.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.TaskSpec;
import dev.videojob.api.v1alpha1.TaskSpecBuilder;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.operator.intake.message.WorkIdentity;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.message.WorkRequest;
import dev.videojob.operator.intake.message.WorkRequestBuilder;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VideoJobFactoryTest {
  private static final WorkRequest REQUEST =
      WorkRequestBuilder.builder()
          .identity(new WorkIdentity.OfObject("in", "a/clip.mp4", "v1", null, null, null))
          .sourceUri("s3://in/a/clip.mp4")
          .versionId("v1")
          .etag("abc")
          .sizeBytes(7L)
          .metadata(Map.of("tenant", "t1"))
          .build();

  private static VideoQueue queue(@Nullable String destination) {
    VideoQueue queue = new VideoQueue();
    queue.setMetadata(new ObjectMetaBuilder().withNamespace("media").withName("uploads").build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .destination(
                destination == null ? null : new VideoQueueSpec.DestinationTemplate(destination))
            .build());
    return queue;
  }

  private static VideoJob create(ReceivedMessage message, RecordPlace place) {
    return VideoJobFactory.create(REQUEST, place, message, queue("s3://out/{stem}"));
  }

  private static VideoJobSpec.Origin origin(VideoJob job) {
    VideoJobSpec.Origin origin = job.getSpec().origin();
    assertThat(origin).isNotNull();
    return Objects.requireNonNull(origin);
  }

  @Test
  void aJobCarriesItsQueueItsMessageAndAFinalizer() {
    ReceivedMessage message = message("{}");
    VideoJob job = create(message, RecordPlace.ONLY);

    assertThat(job.getMetadata().getNamespace()).isEqualTo("media");
    assertThat(job.getMetadata().getName()).startsWith("clip-");
    assertThat(job.getMetadata().getFinalizers()).containsExactly(Names.FINALIZER);
    assertThat(job.getMetadata().getLabels())
        .containsOnly(
            Map.entry(Names.QUEUE_LABEL, "uploads"),
            Map.entry(Names.MESSAGE_LABEL, WorkName.messageLabel(message.messageId())),
            Map.entry(Names.MANAGED_BY_LABEL, Names.MANAGED_BY));
    assertThat(VideoJobFactory.leaseOf(job)).isEqualTo(message.lease());
    assertThat(origin(job).messageId()).isEqualTo(message.messageId());
    assertThat(origin(job).sentAt()).isEqualTo("2026-03-01T11:59:58Z");
  }

  @Test
  void aJobSaysWhatIsWanted() {
    VideoJobSpec spec = create(message("{}"), RecordPlace.ONLY).getSpec();

    assertThat(spec.queueRef()).isEqualTo("uploads");
    assertThat(spec.source())
        .isEqualTo(new VideoJobSpec.Source("s3://in/a/clip.mp4", "v1", "abc", 7L));
    assertThat(spec.destination()).isEqualTo(new VideoJobSpec.Destination("s3://out/a/clip"));
    assertThat(spec.profile()).isNull();
    assertThat(spec.priority()).isEqualTo(50);
    assertThat(spec.metadata()).isEqualTo(Map.of("tenant", "t1"));
  }

  @Test
  void aQueueWithoutADestinationLeavesItToThePlanner() {
    VideoJob job = VideoJobFactory.create(REQUEST, RecordPlace.ONLY, message("{}"), queue(null));

    assertThat(job.getSpec().destination()).isNull();
  }

  @Test
  void theQueuesTaskForTheClassIsTheJobs() {
    TaskSpec article = calling("https://articles");
    TaskSpec other = calling("https://others");
    VideoQueue queue = queue("s3://out/{stem}");
    queue.setSpec(
        VideoQueueSpecBuilder.builder(queue.getSpec())
            .tasks(
                List.of(
                    new VideoQueueSpec.ClassTask("article", article),
                    new VideoQueueSpec.ClassTask("video", null),
                    new VideoQueueSpec.ClassTask(null, other)))
            .build());

    assertThat(taskOf("article", queue)).isEqualTo(article);
    assertThat(taskOf("video", queue)).isNull();
    assertThat(taskOf("image", queue)).isEqualTo(other);
    assertThat(taskOf(null, queue)).isEqualTo(other);
  }

  @Test
  void aTaskWithoutMediaIsNamedByItsClassAndHasNoDestination() {
    WorkRequest request =
        WorkRequestBuilder.builder()
            .identity(new WorkIdentity.OfMessage("m-1"))
            .className("Article")
            .build();

    VideoJob job =
        VideoJobFactory.create(request, RecordPlace.ONLY, message("{}"), queue("s3://out/{stem}"));

    assertThat(job.getMetadata().getName()).startsWith("article-");
    assertThat(job.getSpec().source()).isNull();
    assertThat(job.getSpec().destination()).isNull();
  }

  private static TaskSpec calling(String url) {
    return TaskSpecBuilder.builder().http(TaskSpecHttpBuilder.builder().url(url).build()).build();
  }

  private static @Nullable TaskSpec taskOf(@Nullable String className, VideoQueue queue) {
    WorkRequest request = WorkRequestBuilder.builder(REQUEST).className(className).build();
    return VideoJobFactory.create(request, RecordPlace.ONLY, message("{}"), queue).getSpec().task();
  }

  @Test
  void oneOfSeveralRecordsIsNotSealedYet() {
    VideoJob job = create(message("{}"), new RecordPlace(1, 3));

    assertThat(VideoJobFactory.leaseOf(job)).isNull();
    assertThat(origin(job).recordIndex()).isEqualTo(1);
    assertThat(origin(job).recordCount()).isEqualTo(3);
  }

  @Test
  void aLargeBodyGoesToASecretAndTheJobIsNotSealedYet() {
    VideoJob job = create(message("x".repeat(32 * 1024 + 1)), RecordPlace.ONLY);

    assertThat(VideoJobFactory.leaseOf(job)).isNull();
    assertThat(origin(job).body()).isNull();
    assertThat(origin(job).bodySecret()).isEqualTo(job.getMetadata().getName() + "-message");
  }

  @Test
  void aSecretBringsBackTheMessageAsItWas() {
    String body =
        "ü🎬\r\n\t"
            + new Random(7)
                .ints(400_000, 32, 126)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    ReceivedMessage message =
        new ReceivedMessage("m", body, Map.of("trace", "1-ü"), "r", Messages.NOON, null, 1, null);
    VideoJob job = create(message, RecordPlace.ONLY);
    job.getMetadata().setUid("uid-1");

    Secret secret = MessageSecret.create(job, message);

    assertThat(MessageSecret.body(secret)).isEqualTo(body);
    assertThat(MessageSecret.attributes(secret)).isEqualTo(Map.of("trace", "1-ü"));
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("uid-1"));
  }
}
