package dev.videojob.operator.intake.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.intake.source.UntouchedSource;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private static final QueueKey KEY = new QueueKey("media", "uploads");

  @SuppressWarnings("NullAway.Init")
  private static SqsServer sqs;

  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

  private final LeaseListener listener =
      new LeaseListener() {
        @Override
        public void leaseLost(JobKey job, Lease lease, String reason) {
          told.add("lost " + job);
        }

        @Override
        public void ceilingNear(JobKey job, Lease lease, Instant until) {
          told.add("ceiling " + job);
        }

        @Override
        public void renewalFailing(QueueKey queue, String reason) {
          told.add("failing " + queue);
        }
      };

  @BeforeAll
  static void startSqs() {
    sqs = new SqsServer();
  }

  @AfterAll
  static void stopSqs() {
    sqs.close();
  }

  private LeaseKeeper keeper(Supplier<Collection<HeldLease>> held) {
    LeaseKeeper keeper = new LeaseKeeper(held, listener, InstantSource.system());
    keeper.start();
    return keeper;
  }

  private static Collection<HeldLease> receiveAll(VideoQueueSpec.Sqs queue, int count)
      throws InterruptedException {
    var source = new SqsWorkSource(sqs.client(queue), queue, InstantSource.system());
    var held = new HeldQueue(source, Duration.ofSeconds(queue.visibilityTimeoutSeconds()));
    var leases = new ConcurrentLinkedQueue<HeldLease>();
    while (leases.size() < count) {
      for (var message : source.receive(10)) {
        JobKey job = new JobKey("media", "job-" + leases.size());
        leases.add(new HeldLease(KEY, held, message.lease(), job));
      }
    }
    return leases;
  }

  @Test
  void messagesStayInvisibleFarBeyondTheirVisibility() throws Exception {
    VideoQueueSpec.Sqs queue = sqs.newQueue(4, 1);
    IntStream.range(0, 23).forEach(i -> sqs.send(queue, "m" + i));
    Collection<HeldLease> held = receiveAll(queue, 23);

    try (LeaseKeeper keeper = keeper(() -> held)) {
      await()
          .during(Duration.ofSeconds(9))
          .atMost(Duration.ofSeconds(12))
          .until(() -> sqs.held(queue) == 23 && sqs.visible(queue) == 0);
      assertThat(keeper.lastBeat()).isAfter(Instant.now().minusSeconds(5));
    }

    await().atMost(Duration.ofSeconds(8)).until(() -> sqs.visible(queue) == 23);
    assertThat(told).isEmpty();
  }

  @Test
  void aLostLeaseIsToldOnceAndTheNextReceiptIsRenewed() throws Exception {
    VideoQueueSpec.Sqs queue = sqs.newQueue(3, 1);
    sqs.send(queue, "m");
    HeldLease current = receiveAll(queue, 1).iterator().next();
    HeldLease gone =
        new HeldLease(
            KEY,
            current.held(),
            new Lease(
                current.lease().messageId(),
                "no-such-receipt",
                current.lease().receivedAt().minusSeconds(60),
                1),
            current.job());
    AtomicReference<List<HeldLease>> held = new AtomicReference<>(List.of(gone));

    try (LeaseKeeper _ = keeper(() -> Objects.requireNonNull(held.get()))) {
      await().until(() -> !told.isEmpty());
      held.set(List.of(current));
      await()
          .during(Duration.ofSeconds(6))
          .atMost(Duration.ofSeconds(8))
          .until(() -> sqs.held(queue) == 1);
    }

    assertThat(told).containsExactly("lost media/job-0");
  }

  @Test
  void aQueueThatIsAwayIsAskedAgainAndDoesNotHoldUpAnother() throws Exception {
    VideoQueueSpec.Sqs queue = sqs.newQueue(4, 1);
    sqs.send(queue, "m");
    HeldLease good = receiveAll(queue, 1).iterator().next();
    VideoQueueSpec.Sqs away =
        VideoQueueSpecSqsBuilder.builder().queueUrl("http://127.0.0.1:1/0/q").build();
    HeldLease bad =
        new HeldLease(
            new QueueKey("media", "away"),
            new HeldQueue(
                new SqsWorkSource(sqs.client(away), away, InstantSource.system()),
                Duration.ofSeconds(10)),
            new Lease("m-2", "r", Instant.now().minusSeconds(60), 1),
            new JobKey("media", "job-9"));

    try (LeaseKeeper _ = keeper(() -> List.of(bad, good))) {
      await()
          .during(Duration.ofSeconds(6))
          .atMost(Duration.ofSeconds(8))
          .until(() -> sqs.held(queue) == 1);
    }

    assertThat(told).hasSizeGreaterThan(1).allMatch("failing media/away"::equals);
  }

  /** A queue in memory that answers when it is told to. */
  private static final class SlowQueue extends UntouchedSource {
    private final CountDownLatch answers = new CountDownLatch(1);

    @Override
    public List<LeaseOutcome> renew(List<Lease> leases, Duration wanted) {
      try {
        answers.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return leases.stream()
          .<LeaseOutcome>map(lease -> new LeaseOutcome.TryAgain(lease, "it was slow"))
          .toList();
    }
  }

  @Test
  void theFirstRoundIsOverWhenTheQueueHasAnsweredForEveryLease() throws Exception {
    SlowQueue slow = new SlowQueue();
    HeldQueue queue = new HeldQueue(slow, Duration.ofMinutes(2));
    Instant longAgo = Instant.now().minusSeconds(600);
    List<HeldLease> held =
        IntStream.range(0, 25)
            .mapToObj(
                i ->
                    new HeldLease(
                        KEY,
                        queue,
                        new Lease("m-" + i, "receipt-" + i, longAgo, 1),
                        new JobKey("media", "job-" + i)))
            .toList();

    try (LeaseKeeper keeper = keeper(() -> held)) {
      assertThat(keeper.awaitFirstRound(Duration.ofMillis(300))).isFalse();
      slow.answers.countDown();
      assertThat(keeper.awaitFirstRound(Duration.ofMinutes(1))).isTrue();
      assertThat(told).hasSize(3).containsOnly("failing " + KEY);
    }
  }

  @Test
  void whereNothingIsHeldTheFirstRoundIsOverAtOnce() throws Exception {
    try (LeaseKeeper keeper = keeper(List::of)) {
      assertThat(keeper.awaitFirstRound(Duration.ofMinutes(1))).isTrue();
    }
  }
}
