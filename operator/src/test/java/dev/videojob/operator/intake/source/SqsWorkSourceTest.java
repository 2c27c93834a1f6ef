package dev.videojob.operator.intake.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.SetClock;
import dev.videojob.operator.intake.SqsServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

class SqsWorkSourceTest {
  @SuppressWarnings("NullAway.Init")
  private static SqsServer sqs;

  @SuppressWarnings("NullAway.Init")
  private VideoQueueSpec.Sqs queue;

  @SuppressWarnings("NullAway.Init")
  private SqsWorkSource source;

  @BeforeAll
  static void startSqs() {
    sqs = new SqsServer();
  }

  @AfterAll
  static void stopSqs() {
    sqs.close();
  }

  @BeforeEach
  void openAQueue() {
    queue = sqs.newQueue(30, 1);
    source = source(InstantSource.system());
  }

  private SqsWorkSource source(InstantSource clock) {
    return new SqsWorkSource(sqs.client(queue), queue, clock);
  }

  private ReceivedMessage receiveOne() throws InterruptedException {
    List<ReceivedMessage> received = source.receive(10);
    assertThat(received).hasSize(1);
    return received.getFirst();
  }

  @Test
  void aMessageIsReceivedWithAllThatIsKnownOfIt() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    String id =
        sqs.client(queue)
            .sendMessage(
                r ->
                    r.queueUrl(queue.queueUrl())
                        .messageBody("{\"ü\": \"🎬\"}")
                        .messageAttributes(
                            Map.of(
                                "trace",
                                MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("abc")
                                    .build(),
                                "raw",
                                MessageAttributeValue.builder()
                                    .dataType("Binary")
                                    .binaryValue(SdkBytes.fromByteArray(new byte[] {1, 2}))
                                    .build())))
            .messageId();

    ReceivedMessage message = receiveOne();

    assertThat(message.messageId()).isEqualTo(id);
    assertThat(message.body()).isEqualTo("{\"ü\": \"🎬\"}");
    assertThat(message.attributes()).isEqualTo(Map.of("trace", "abc", "raw", "AQI="));
    assertThat(message.receiveCount()).isEqualTo(1);
    assertThat(message.sentAt()).isAfter(before);
    assertThat(message.receivedAt()).isAfter(before);
  }

  @Test
  void anEmptyQueueAnswersWithNothing() throws Exception {
    assertThat(source.receive(10)).isEmpty();
  }

  @Test
  void moreLeasesThanABatchHoldsAreRenewedInOrder() throws Exception {
    IntStream.range(0, 23).forEach(i -> sqs.send(queue, "m" + i));
    List<Lease> leases = new ArrayList<>();
    while (leases.size() < 23) {
      source.receive(10).forEach(message -> leases.add(message.lease()));
    }

    List<LeaseOutcome> outcomes = source.renew(leases, Duration.ofSeconds(40));

    assertThat(outcomes).hasOnlyElementsOfType(LeaseOutcome.Renewed.class);
    assertThat(outcomes).extracting(LeaseOutcome::lease).isEqualTo(leases);
  }

  @Test
  void oneLeaseThatIsLostDoesNotHarmTheOthers() throws Exception {
    sqs.send(queue, "a");
    Lease good = receiveOne().lease();
    Lease bad = new Lease("m", "no-such-receipt", good.receivedAt(), 1);

    List<LeaseOutcome> outcomes = source.renew(List.of(bad, good), Duration.ofSeconds(30));

    assertThat(outcomes.get(0)).isInstanceOf(LeaseOutcome.Lost.class);
    assertThat(outcomes.get(1)).isInstanceOf(LeaseOutcome.Renewed.class);
  }

  @Test
  void aLeaseAtTheCeilingIsLostWithoutAskingTheOthersLess() throws Exception {
    sqs.send(queue, "a");
    Lease fresh = receiveOne().lease();
    Lease old =
        new Lease("m", fresh.receiptHandle(), fresh.receivedAt().minus(Duration.ofHours(12)), 1);

    List<LeaseOutcome> outcomes = source.renew(List.of(old, fresh), Duration.ofSeconds(30));

    assertThat(outcomes.get(0)).isEqualTo(new LeaseOutcome.Lost(old, SqsAnswers.AT_CEILING));
    assertThat(outcomes.get(1)).isInstanceOf(LeaseOutcome.Renewed.class);
  }

  @Test
  void aLeaseIsExtendedOnlyUpToTheCeiling() throws Exception {
    SetClock clock = new SetClock();
    source = source(clock);
    sqs.send(queue, "a");
    Lease lease = receiveOne().lease();

    clock.forward(Duration.ofSeconds(43_100));

    assertThat(source.renew(List.of(lease), Duration.ofMinutes(2)))
        .containsExactly(new LeaseOutcome.Renewed(lease, clock.instant().plusSeconds(40)));
  }

  @Test
  void aDeletedMessageIsGone() throws Exception {
    sqs.send(queue, "a");

    assertThat(source.delete(List.of(receiveOne().lease())))
        .hasOnlyElementsOfType(DeleteOutcome.Deleted.class);

    assertThat(sqs.visible(queue) + sqs.held(queue)).isZero();
  }

  @Test
  void aReleasedMessageComesAgainAtOnceWithANewReceipt() throws Exception {
    sqs.send(queue, "a");
    ReceivedMessage first = receiveOne();

    source.release(List.of(first.lease()));
    ReceivedMessage second = receiveOne();

    assertThat(second.messageId()).isEqualTo(first.messageId());
    assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
    assertThat(second.receiveCount()).isEqualTo(2);
    assertThat(second.lease().newerThan(first.lease())).isTrue();
  }

  @Test
  void aQueueThatDoesNotExistIsSaidAndHoldsNothingUp() {
    VideoQueueSpec.Sqs missing =
        VideoQueueSpecSqsBuilder.builder().queueUrl(queue.queueUrl() + "-missing").build();
    SqsWorkSource broken = new SqsWorkSource(sqs.client(missing), missing, InstantSource.system());
    Lease lease = new Lease("m", "r", Instant.now(), 1);

    assertThatThrownBy(() -> broken.receive(1))
        .isInstanceOf(WorkSourceException.class)
        .hasMessageStartingWith("Receiving from " + missing.queueUrl() + " failed: ");
    assertThat(broken.renew(List.of(lease), Duration.ofSeconds(30)))
        .hasOnlyElementsOfType(LeaseOutcome.TryAgain.class);
    assertThat(broken.delete(List.of(lease))).hasOnlyElementsOfType(DeleteOutcome.TryAgain.class);
  }

  @Test
  void aServerThatIsAwayIsSaidAndHoldsNothingUp() {
    VideoQueueSpec.Sqs away =
        VideoQueueSpecSqsBuilder.builder().queueUrl("http://127.0.0.1:1/0/q").build();
    SqsWorkSource broken = new SqsWorkSource(sqs.client(away), away, InstantSource.system());
    Lease lease = new Lease("m", "r", Instant.now(), 1);

    assertThatThrownBy(() -> broken.receive(1)).isInstanceOf(WorkSourceException.class);
    assertThat(broken.renew(List.of(lease), Duration.ofSeconds(30)))
        .hasOnlyElementsOfType(LeaseOutcome.TryAgain.class);
  }

  @Test
  void aLongPollEndsWhenItIsInterrupted() throws Exception {
    VideoQueueSpec.Sqs slow = sqs.newQueue(30, 6);
    SqsWorkSource waiting = new SqsWorkSource(sqs.client(slow), slow, InstantSource.system());
    AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
    Thread poll =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    waiting.receive(10);
                  } catch (Throwable e) {
                    ended.set(e);
                  }
                });
    await()
        .pollDelay(Duration.ofMillis(500))
        .until(() -> poll.getState() == Thread.State.TIMED_WAITING);

    poll.interrupt();

    assertThat(poll.join(Duration.ofSeconds(3))).isTrue();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void queuesOfOneServerShareAClient() {
    assertThat(sqs.client(sqs.newQueue(30, 1))).isSameAs(sqs.client(queue));
  }
}
