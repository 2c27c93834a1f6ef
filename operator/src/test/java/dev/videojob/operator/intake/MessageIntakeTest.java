package dev.videojob.operator.intake;

import static dev.videojob.operator.intake.Messages.again;
import static dev.videojob.operator.intake.Messages.message;
import static dev.videojob.operator.intake.Messages.s3Event;
import static dev.videojob.operator.intake.Messages.s3Record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.Identity;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecMappingBuilder;
import dev.videojob.operator.intake.Refusals.Refusal;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.resources.PackedText;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import dev.videojob.operator.tombstones.Tombstone;
import dev.videojob.operator.tombstones.Tombstones;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIntakeTest {
  private final MemoryStore store = new MemoryStore();
  private final List<IntakeEvent> events = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<ReceivedMessage> refusedMessages = new ArrayList<>();
  private final CountedArrivals arrivals = new CountedArrivals();
  private boolean refusalsAccepted = true;

  private final SegmentsInMemory segments = new SegmentsInMemory();
  private final Tombstones tombstones = segments.tombstones();
  private final Creations creations = new Creations();

  private final MessageIntake intake =
      new MessageIntake(
          store,
          tombstones,
          creations,
          (queue, message, refusal) -> {
            refusals.add(refusal);
            refusedMessages.add(message);
            return refusalsAccepted;
          },
          arrivals,
          events::add);

  private static ServedQueue queue(Identity identity) {
    VideoQueue queue = new VideoQueue();
    queue.setMetadata(new ObjectMetaBuilder().withNamespace("media").withName("in").build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .mapping(VideoQueueSpecMappingBuilder.builder().identity(identity).build())
            .build());
    return ServedQueue.of(queue);
  }

  private Fate take(ReceivedMessage message) {
    return intake.take(queue(Identity.MAPPED_ID), message);
  }

  private static String threeRecords() {
    return "{\"Records\":[%s,%s,%s]}"
        .formatted(
            s3Record("ObjectCreated:Put", "uploads", "a.mp4", "01"),
            s3Record("ObjectCreated:Put", "uploads", "b.mp4", "02"),
            s3Record("ObjectCreated:Put", "uploads", "c.mp4", "03"));
  }

  private VideoJob only() {
    assertThat(store.jobs()).hasSize(1);
    return store.jobs().iterator().next();
  }

  private static VideoJobSpec.Origin origin(VideoJob job) {
    return Objects.requireNonNull(job.getSpec().origin());
  }

  /** Messages of every size that the intake writes differently. */
  enum Shape {
    ONE_RECORD(1, s3Event("uploads", "a.mp4", "01")),
    THREE_RECORDS(3, threeRecords()),
    A_LARGE_BODY(1, "{\"id\":1,\"url\":\"s3://uploads/k\",\"pad\":\"" + "x".repeat(40_000) + "\"}");

    final int jobs;
    final String body;

    Shape(int jobs, String body) {
      this.jobs = jobs;
      this.body = body;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageBecomesSealedVideoJobs(Shape shape) {
    ReceivedMessage message = message(shape.body);

    assertThat(take(message)).isEqualTo(new Fate.Held());

    assertThat(store.jobs())
        .hasSize(shape.jobs)
        .allSatisfy(job -> assertThat(VideoJobFactory.leaseOf(job)).isEqualTo(message.lease()));
    assertThat(arrivals.arrivals()).hasSize(shape.jobs);
  }

  @Test
  void theUsualMessageIsOneWrite() {
    take(message(Shape.ONE_RECORD.body));

    assertThat(store.calls()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whicheverCallFailsTheRedeliveryCompletesTheMessage(Shape shape) {
    for (boolean afterEffect : new boolean[] {false, true}) {
      for (int call = 0; call < callsOf(shape); call++) {
        MessageIntakeTest attempt = new MessageIntakeTest();
        attempt.failsOnceThenCompletes(shape, call, afterEffect);
      }
    }
  }

  private static int callsOf(Shape shape) {
    MessageIntakeTest attempt = new MessageIntakeTest();
    attempt.take(message(shape.body));
    return attempt.store.calls();
  }

  private void failsOnceThenCompletes(Shape shape, int call, boolean afterEffect) {
    ReceivedMessage first = message(shape.body);
    store.failAt(call, afterEffect);
    assertThat(take(first)).isInstanceOf(Fate.Later.class);
    // A lease may be renewed only when everything of its message is there.
    if (store.jobs().stream().anyMatch(job -> VideoJobFactory.leaseOf(job) != null)) {
      assertThat(store.jobs()).hasSize(shape.jobs);
      assertThat(store.secrets()).hasSize(shape == Shape.A_LARGE_BODY ? 1 : 0);
    }

    store.failNoMore();
    ReceivedMessage second = again(first);
    assertThat(take(second)).isEqualTo(new Fate.Held());

    assertThat(store.jobs())
        .hasSize(shape.jobs)
        .allSatisfy(job -> assertThat(VideoJobFactory.leaseOf(job)).isEqualTo(second.lease()));
    assertThat(store.secrets()).hasSize(shape == Shape.A_LARGE_BODY ? 1 : 0);
  }

  @Test
  void aMessageThatComesAgainBringsItsNewReceipt() {
    ReceivedMessage first = message(Shape.ONE_RECORD.body);
    take(first);

    assertThat(take(again(first))).isEqualTo(new Fate.Held());

    assertThat(VideoJobFactory.leaseOf(only())).isEqualTo(again(first).lease());
    assertThat(arrivals.arrivals()).hasSize(1);
    assertThat(arrivals.notMade()).isEqualTo(arrivals.arrivals());
    assertThat(events).last().isInstanceOf(IntakeEvent.Redelivered.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCreationThatFailsIsNoArrival(boolean afterEffect) {
    store.failAt(0, afterEffect);

    take(message(Shape.ONE_RECORD.body));

    assertThat(arrivals.arrivals()).isEmpty();
    assertThat(arrivals.notMade()).hasSize(1);
  }

  @Test
  void anOldReceiptThatIsHandledLateDoesNotReplaceTheNewOne() {
    ReceivedMessage first = message(Shape.ONE_RECORD.body);
    take(again(first));

    assertThat(take(first)).isEqualTo(new Fate.Held());

    assertThat(VideoJobFactory.leaseOf(only())).isEqualTo(again(first).lease());
  }

  @Test
  void anotherMessageForTheSameWorkIsDone() {
    ReceivedMessage first = message("m-1", Shape.ONE_RECORD.body);
    take(first);

    assertThat(take(message("m-2", Shape.ONE_RECORD.body))).isEqualTo(new Fate.Done());

    assertThat(VideoJobFactory.leaseOf(only())).isEqualTo(first.lease());
    assertThat(events).last().isInstanceOf(IntakeEvent.Duplicate.class);
  }

  @Test
  void aMessageThatComesAfterItWasDeletedIsDone() {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(message);
    VideoJob job = only();
    job.setStatus(
        VideoJobStatusBuilder.builder()
            .state(JobState.SUCCEEDED)
            .settlement(
                VideoJobStatusSettlementBuilder.builder()
                    .messageDeletedAt("2026-03-01T12:01:00Z")
                    .build())
            .build());
    store.put(job);

    assertThat(take(again(message))).isEqualTo(new Fate.Done());
  }

  @Test
  void aMessageOfFinishedWorkThatIsNotSettledBringsItsNewReceipt() {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(message);
    VideoJob job = only();
    job.setStatus(VideoJobStatusBuilder.builder().state(JobState.SUCCEEDED).build());
    store.put(job);

    assertThat(take(again(message))).isEqualTo(new Fate.Held());
    assertThat(VideoJobFactory.leaseOf(only())).isEqualTo(again(message).lease());
  }

  @Test
  void aNewRequestForWorkThatIsBeingCancelledWaitsForTheName() {
    take(message("m-1", "{\"id\":1,\"url\":\"s3://uploads/k\"}"));
    VideoJob job = only();
    job.getMetadata().setDeletionTimestamp("2026-03-01T12:01:00Z");
    store.put(job);
    ReceivedMessage anew = message("m-2", "{\"id\":1,\"url\":\"s3://uploads/k\"}");

    assertThat(take(anew)).isInstanceOf(Fate.Later.class);

    store.remove(job.getMetadata().getName());
    assertThat(take(again(anew))).isEqualTo(new Fate.Held());
  }

  @Test
  void aJobOfSomebodyElseUnderTheNameIsSaidAndTheMessageRefused() {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(message);
    VideoJob job = only();
    job.getMetadata().getAnnotations().remove(Names.IDENTITY_ANNOTATION);
    store.put(job);

    assertThat(take(again(message))).isEqualTo(new Fate.Done());

    assertThat(refusals)
        .singleElement()
        .extracting(Refusal::sentence)
        .asString()
        .contains("has the name of this work but was not made for it");
  }

  @Test
  void aRecordThatIsADuplicateDoesNotKeepTheOthersWaiting() {
    take(message("m-1", s3Event("uploads", "b.mp4", "02")));

    assertThat(take(message("m-2", threeRecords()))).isEqualTo(new Fate.Held());

    assertThat(store.jobs()).hasSize(3);
    assertThat(store.jobs())
        .filteredOn(job -> EndedRecords.of(job).contains(1))
        .extracting(job -> job.getMetadata().getName().charAt(0))
        .containsExactly('a', 'c');
  }

  @Test
  void aRecordThatWasCancelledIsNotMadeAnewWhenItsMessageComesAgain() {
    ReceivedMessage message = message(threeRecords());
    take(message);
    List<VideoJob> jobs = List.copyOf(store.jobs());
    store.remove(jobs.getFirst().getMetadata().getName());
    jobs.getLast().getMetadata().getAnnotations().put(Names.ENDED_RECORDS_ANNOTATION, "0");
    store.put(jobs.getLast());

    assertThat(take(again(message))).isEqualTo(new Fate.Held());

    assertThat(store.jobs())
        .hasSize(2)
        .allSatisfy(job -> assertThat(EndedRecords.of(job)).containsExactly(0));
  }

  /** Its work has ended, its message is deleted, and the VideoJob is gone. */
  private void ends(VideoJob job, JobState state) {
    job.setStatus(
        VideoJobStatusBuilder.builder()
            .state(state)
            .settlement(
                VideoJobStatusSettlementBuilder.builder()
                    .messageDeletedAt("2026-03-01T12:01:00Z")
                    .settledAt("2026-03-01T12:01:00Z")
                    .build())
            .build());
    store.put(job);
  }

  private void goes(VideoJob job) {
    tombstones.record(List.of(Tombstone.of(job).orElseThrow()));
    store.remove(job.getMetadata().getName());
  }

  private void endsAndGoes(VideoJob job, JobState state) {
    ends(job, state);
    goes(job);
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"SUCCEEDED", "FAILED", "DEAD_LETTERED", "CANCELLED"})
  void aMessageThatComesAgainWhenItsVideoJobIsGoneIsDone(JobState state) {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(message);
    endsAndGoes(only(), state);

    assertThat(take(again(message))).isEqualTo(new Fate.Done());

    assertThat(store.jobs()).isEmpty();
    assertThat(events).last().isInstanceOf(IntakeEvent.Duplicate.class);
    assertThat(arrivals.notMade()).isEmpty();
  }

  @Test
  void twoNotificationsOfOneUploadAreOnePieceOfWorkAlsoWhenItsVideoJobIsGone() {
    take(message("m-1", Shape.ONE_RECORD.body));
    endsAndGoes(only(), JobState.SUCCEEDED);

    assertThat(take(message("m-2", Shape.ONE_RECORD.body))).isEqualTo(new Fate.Done());

    assertThat(store.jobs()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"FAILED", "DEAD_LETTERED", "CANCELLED"})
  void whatDidNotSucceedIsWorkedOnAnewForAnotherMessageOnceItsVideoJobIsGone(JobState state) {
    take(message("m-1", Shape.ONE_RECORD.body));
    endsAndGoes(only(), state);

    assertThat(take(message("m-2", Shape.ONE_RECORD.body))).isEqualTo(new Fate.Held());

    assertThat(origin(only()).messageId()).isEqualTo("m-2");
  }

  @Test
  void theSameObjectUploadedAgainIsNewWork() {
    take(message("m-1", s3Event("uploads", "a.mp4", "01")));
    endsAndGoes(only(), JobState.SUCCEEDED);

    assertThat(take(message("m-2", s3Event("uploads", "a.mp4", "02")))).isEqualTo(new Fate.Held());

    assertThat(origin(only()).messageId()).isEqualTo("m-2");
  }

  @Test
  void ofAMessageWithRecordsThatAreGoneOnlyTheOthersAreHeld() {
    ReceivedMessage message = message(threeRecords());
    take(message);
    VideoJob gone = List.copyOf(store.jobs()).get(1);
    gone.setStatus(VideoJobStatusBuilder.builder().state(JobState.CANCELLED).build());
    goes(gone);

    assertThat(take(again(message))).isEqualTo(new Fate.Held());

    assertThat(store.jobs())
        .hasSize(2)
        .allSatisfy(job -> assertThat(EndedRecords.of(job)).containsExactly(1));
  }

  @Test
  void aMessageOfWhichEveryRecordIsGoneIsDone() {
    ReceivedMessage message = message(threeRecords());
    take(message);
    for (VideoJob job : List.copyOf(store.jobs())) {
      endsAndGoes(job, JobState.DEAD_LETTERED);
    }

    assertThat(take(again(message))).isEqualTo(new Fate.Done());
    assertThat(store.jobs()).isEmpty();
  }

  private static String twiceTheSame() {
    return "{\"Records\":[%s,%s]}"
        .formatted(
            s3Record("ObjectCreated:Put", "uploads", "a.mp4", "01"),
            s3Record("ObjectCreated:Put", "uploads", "a.mp4", "01"));
  }

  @Test
  void aRecordThatIsTwiceInAMessageDoesNotKeepItWaiting() {
    assertThat(take(message(twiceTheSame()))).isEqualTo(new Fate.Held());

    assertThat(origin(only()).recordCount()).isEqualTo(1);
    assertThat(VideoJobFactory.leaseOf(only())).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"SUCCEEDED", "DEAD_LETTERED"})
  void aRecordThatIsTwiceInAMessageIsNotMadeAnewWhenItsVideoJobIsGone(JobState state) {
    ReceivedMessage message = message(twiceTheSame());
    take(message);
    endsAndGoes(only(), state);

    assertThat(take(again(message))).isEqualTo(new Fate.Done());
    assertThat(store.jobs()).isEmpty();
  }

  @Test
  void workThatEndsBetweenTheQuestionAndTheCreationIsMetByItsName() {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(message);
    VideoJob job = only();
    JobKey name = JobKey.of(job);
    List<Boolean> mayGo = new ArrayList<>();
    store.beforeNextCall(
        () -> {
          ends(job, JobState.SUCCEEDED);
          tombstones.record(List.of(Tombstone.of(job).orElseThrow()));
          mayGo.add(!creations.underWay(name));
        });

    assertThat(take(again(message))).isEqualTo(new Fate.Done());

    assertThat(mayGo).as("it stays until the creation has met it").containsExactly(false);
    assertThat(creations.underWay(name)).isFalse();
    assertThat(store.jobs()).hasSize(1);
  }

  @Test
  void nothingIsMadeBeforeTheTombstonesAreRead() {
    MessageIntake early =
        new MessageIntake(
            store, segments.unread(), creations, (_, _, _) -> true, arrivals, events::add);

    assertThat(early.take(queue(Identity.MAPPED_ID), message(Shape.ONE_RECORD.body)))
        .isInstanceOfSatisfying(
            Fate.Later.class, later -> assertThat(later.everyMessage()).isTrue());
    assertThat(store.calls()).isZero();
  }

  @Test
  void aMessageThatIsNotUnderstoodIsRefused() {
    assertThat(take(message("hello"))).isEqualTo(new Fate.Done());

    assertThat(refusals)
        .singleElement()
        .isEqualTo(new Refusal(refusals.getFirst().sentence(), null, null, null))
        .extracting(Refusal::sentence)
        .asString()
        .startsWith("The message is not JSON");
    assertThat(events).singleElement().isInstanceOf(IntakeEvent.Refused.class);
  }

  @Test
  void aRefusalThatIsNotAcceptedLeavesTheMessage() {
    refusalsAccepted = false;

    assertThat(take(message("hello"))).isInstanceOf(Fate.Later.class);
    assertThat(events).isEmpty();
  }

  @Test
  void aMessageThatAsksForNothingIsDone() {
    assertThat(take(message("{\"Event\":\"s3:TestEvent\"}"))).isEqualTo(new Fate.Done());
    assertThat(events).singleElement().isInstanceOf(IntakeEvent.Ignored.class);
  }

  private void owns(VideoJob job) {
    job.setStatus(
        VideoJobStatusBuilder.builder()
            .state(JobState.RUNNING)
            .settlement(
                VideoJobStatusSettlementBuilder.builder().ownedAt("2026-03-01T23:30:00Z").build())
            .build());
    store.put(job);
  }

  @Test
  void aMessageWhoseJobStandsForItIsDeletedThoughTheJobStillWorks() {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(message);
    owns(only());

    assertThat(take(again(message))).isEqualTo(new Fate.Done());

    assertThat(only().getStatus().state()).isEqualTo(JobState.RUNNING);
    assertThat(VideoJobFactory.leaseOf(only())).isEqualTo(message.lease());
  }

  @Test
  void aMessageOfWhichOneRecordStandsForItselfIsHeldForTheOthers() {
    ReceivedMessage message = message(threeRecords());
    take(message);
    owns(store.jobs().iterator().next());

    assertThat(take(again(message))).isEqualTo(new Fate.Held());

    assertThat(store.jobs())
        .filteredOn(job -> again(message).lease().equals(VideoJobFactory.leaseOf(job)))
        .hasSize(2);
  }

  @Test
  void theGroupOfAMessageIsKept() {
    ReceivedMessage message = message(Shape.ONE_RECORD.body);
    take(
        new ReceivedMessage(
            message.messageId(),
            message.body(),
            message.attributes(),
            message.receiptHandle(),
            message.receivedAt(),
            message.sentAt(),
            1,
            "customer-7"));

    assertThat(only().getSpec().origin())
        .satisfies(
            origin ->
                assertThat(Objects.requireNonNull(origin).messageGroup()).isEqualTo("customer-7"));
  }

  private static ReceivedMessage letter(
      String messageId, String body, VideoJob failed, int record) {
    String details =
        "{\"videoJob\":\"media/%s\",\"uid\":\"%s\",\"recordIndex\":%d}"
            .formatted(failed.getMetadata().getName(), failed.getMetadata().getUid(), record);
    return message(messageId, body)
        .with(
            body,
            Map.of(
                "trace",
                "t-1",
                DeadLetterAttributes.REASON,
                "InvalidInput",
                DeadLetterAttributes.DETAILS,
                details));
  }

  private VideoJob ended(VideoJob job, JobState state) {
    job.setStatus(VideoJobStatusBuilder.builder().state(state).build());
    store.put(job);
    return job;
  }

  private VideoJob failed(String messageId, String body) {
    take(message(messageId, body));
    return ended(only(), JobState.DEAD_LETTERED);
  }

  private VideoJob redrive() {
    assertThat(store.jobs()).hasSize(2);
    return store.jobs().stream()
        .filter(job -> origin(job).redriveOf() != null)
        .findFirst()
        .orElseThrow();
  }

  private static RedriveOf itself(VideoJob job) {
    return new RedriveOf(job.getMetadata().getName(), job.getMetadata().getUid());
  }

  @Test
  void aRedrivenLetterIsWorkAgainAndSaysWhatItRepeats() {
    VideoJob failed = failed("m-1", Shape.ONE_RECORD.body);
    ReceivedMessage letter = letter("m-2", Shape.ONE_RECORD.body, failed, 0);

    assertThat(take(letter)).isEqualTo(new Fate.Held());

    assertThat(origin(redrive()).redriveOf()).isEqualTo(itself(failed));
    assertThat(origin(redrive()).messageId()).isEqualTo("m-2");
    assertThat(origin(redrive()).attributes()).containsExactly(Map.entry("trace", "t-1"));
    assertThat(VideoJobFactory.leaseOf(redrive())).isEqualTo(letter.lease());
    assertThat(take(again(letter))).isEqualTo(new Fate.Held());
    assertThat(store.jobs()).hasSize(2);
    assertThat(refusals).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "SUCCEEDED"})
  void aSecondCopyOfALetterIsADuplicateWhileItsWorkLivesOrHasSucceeded(JobState state) {
    VideoJob failed = failed("m-1", Shape.ONE_RECORD.body);
    take(letter("m-2", Shape.ONE_RECORD.body, failed, 0));
    ended(redrive(), state);

    assertThat(take(letter("m-3", Shape.ONE_RECORD.body, failed, 0))).isEqualTo(new Fate.Done());

    assertThat(store.jobs()).hasSize(2);
    assertThat(events).last().isInstanceOf(IntakeEvent.Duplicate.class);
  }

  @Test
  void aSecondCopyOfALetterWhoseWorkFailedAgainTellsOfTheLaterFailure() {
    VideoJob failed = failed("m-1", Shape.ONE_RECORD.body);
    take(letter("m-2", Shape.ONE_RECORD.body, failed, 0));
    VideoJob failedAgain = ended(redrive(), JobState.DEAD_LETTERED);

    take(letter("m-3", Shape.ONE_RECORD.body, failed, 0));

    assertThat(refusals)
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.failed()).isEqualTo(itself(failedAgain)));
  }

  @Test
  void aMessageWhoseWorkFailedAlreadyIsRefusedByALetterThatCanBeRedriven() {
    VideoJob failed = failed("m-1", Shape.ONE_RECORD.body);

    assertThat(take(message("m-2", Shape.ONE_RECORD.body))).isEqualTo(new Fate.Done());

    assertThat(refusals)
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.failed()).isEqualTo(itself(failed)))
        .satisfies(refusal -> assertThat(refusal.sentence()).contains("redrive this dead letter"));
  }

  @Test
  void aRedrivenLetterOfOneRecordAsksForNoOther() {
    take(message("m-1", threeRecords()));
    VideoJob failed = ended(store.jobs().stream().toList().get(1), JobState.DEAD_LETTERED);
    ReceivedMessage letter = letter("m-2", threeRecords(), failed, 1);

    assertThat(take(letter)).isEqualTo(new Fate.Held());
    assertThat(take(again(letter))).isEqualTo(new Fate.Held());

    assertThat(store.jobs()).hasSize(4);
    assertThat(store.jobs())
        .filteredOn(job -> origin(job).messageId().equals("m-2"))
        .singleElement()
        .satisfies(job -> assertThat(origin(job).redriveOf()).isEqualTo(itself(failed)))
        .satisfies(job -> assertThat(origin(job).recordIndex()).isEqualTo(1))
        .satisfies(job -> assertThat(EndedRecords.of(job)).containsExactlyInAnyOrder(0, 2))
        .satisfies(
            job -> assertThat(VideoJobFactory.leaseOf(job)).isEqualTo(again(letter).lease()));
  }

  @Test
  void eachRecordThatIsRefusedGetsALetterOfItsOwn() {
    take(message("m-1", threeRecords()));
    List<VideoJob> jobs = List.copyOf(store.jobs());
    ended(jobs.getFirst(), JobState.DEAD_LETTERED);
    ended(jobs.getLast(), JobState.CANCELLED);

    assertThat(take(message("m-2", threeRecords()))).isEqualTo(new Fate.Done());

    assertThat(refusals).extracting(Refusal::recordIndex).containsExactly(0, 2);
    assertThat(refusals).extracting(Refusal::recordCount).containsOnly(3);
    assertThat(refusals)
        .extracting(Refusal::failed)
        .containsExactly(itself(jobs.getFirst()), itself(jobs.getLast()));
  }

  @Test
  void aLetterWhoseBodyIsNotUnderstoodAnyMoreKeepsWhatItSays() {
    VideoJob failed = failed("m-1", Shape.ONE_RECORD.body);

    take(letter("m-2", "hello", failed, 0));

    assertThat(refusals)
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.failed()).isEqualTo(itself(failed)))
        .satisfies(refusal -> assertThat(refusal.recordIndex()).isZero());
  }

  @Test
  void theMessageThatIsRefusedIsTheOriginal() {
    VideoJob failed = failed("m-1", Shape.ONE_RECORD.body);
    String packed = PackedText.pack("hello");
    Map<String, String> attributes = new HashMap<>(letter("m-2", packed, failed, 0).attributes());
    attributes.put(DeadLetterAttributes.BODY_ENCODING, DeadLetterAttributes.GZIP_BASE64);

    take(message("m-2", packed).with(packed, attributes));

    assertThat(refusedMessages)
        .singleElement()
        .satisfies(refused -> assertThat(refused.body()).isEqualTo("hello"))
        .satisfies(
            refused -> assertThat(refused.attributes()).containsExactly(Map.entry("trace", "t-1")));
  }
}
