package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecBuilder;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.Moments;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSourceException;
import dev.videojob.operator.outbox.QueueSender;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A dead-letter queue, its source and an API server in memory, in one thread. It kills the operator
 * at a chosen call, before or after its effect; {@link #operator} starts another.
 */
final class RedriveWorld {
  static final String NAMESPACE = "media";
  static final String SOURCE = "http://sqs/uploads";
  static final String DEAD = "http://sqs/uploads-dead";
  private static final Duration LONGEST = Duration.ofHours(3);

  /** The operator dies here. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A letter in the dead-letter queue. */
  private static final class Lying {
    final ALetter letter;
    Instant visibleAt = Instant.MIN;
    String receipt = "";

    Lying(ALetter letter) {
      this.letter = letter;
    }
  }

  /** Something that was sent to the source. */
  record Returned(String id, Instant at, String body, Map<String, String> attributes) {}

  final Moments clock = new Moments();
  final List<Returned> returned = new ArrayList<>();
  final List<String> news = new ArrayList<>();
  private final Map<String, Lying> dead = new LinkedHashMap<>();
  private @Nullable DeadLetterRedrive redrive;
  private @Nullable VideoQueue queue = queue(SOURCE, DEAD);
  private int versions;
  private int receipts;
  private int calls;
  private int killingCall = -1;
  private boolean afterEffect;
  private boolean survives;
  private @Nullable String sourceRefuses;
  private @Nullable String deadLettersRefuse;
  private boolean deletionsRefused;
  private String refusedId = "";
  private Runnable meanwhile = () -> {};

  static VideoQueue queue(String source, @Nullable String deadLetters) {
    return queue(
        VideoQueueSpecSqsBuilder.builder()
            .queueUrl(source)
            .deadLetterQueueUrl(deadLetters)
            .build());
  }

  static VideoQueue queue(@Nullable Sqs sqs) {
    var made = new VideoQueue();
    made.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName("uploads").build());
    made.setSpec(VideoQueueSpecBuilder.builder().sqs(sqs).build());
    return made;
  }

  void hasQueue(@Nullable VideoQueue other) {
    queue = other;
  }

  RedriveWorld lies(ALetter... letters) {
    for (var letter : letters) {
      dead.put(letter.id(), new Lying(letter));
    }
    return this;
  }

  RedriveWorld wants(UnaryOperator<DeadLetterRedriveSpecBuilder> spec) {
    var made = new DeadLetterRedrive();
    made.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(NAMESPACE)
            .withName("again")
            .withUid("uid-of-again")
            .withGeneration(1L)
            .withResourceVersion("0")
            .build());
    made.setSpec(spec.apply(DeadLetterRedriveSpecBuilder.builder().queueRef("uploads")).build());
    redrive = made;
    return this;
  }

  // Faults.

  void killAt(int call, boolean afterItsEffect) {
    calls = 0;
    killingCall = call;
    afterEffect = afterItsEffect;
  }

  /** The call fails, and the operator lives on. */
  void failAt(int call, boolean afterItsEffect) {
    killAt(call, afterItsEffect);
    survives = true;
  }

  /** A call that failed, before or after its effect. */
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  int calls() {
    return calls;
  }

  void sourceRefuses(@Nullable String why) {
    sourceRefuses = why;
  }

  void sourceRefusesOnly(ALetter letter) {
    refusedId = letter.id();
  }

  void deadLettersRefuse(@Nullable String why) {
    deadLettersRefuse = why;
  }

  void deletionsAreRefused(boolean refused) {
    deletionsRefused = refused;
  }

  /** Does something once, before the next write of a status. */
  void meanwhile(Runnable other) {
    meanwhile = other;
  }

  /** Somebody else holds a letter for so long. */
  void isHeldElsewhere(ALetter letter, Duration hold) {
    Objects.requireNonNull(dead.get(letter.id())).visibleAt = clock.instant().plus(hold);
  }

  /** A standard queue gives a letter out again that was deleted. */
  void comesOnceMore(ALetter letter) {
    lies(letter);
  }

  /** Another operator has written this. */
  void replaceStatus(DeadLetterRedriveStatus status) {
    var next = Serialization.clone(Objects.requireNonNull(redrive));
    next.setStatus(status);
    next.getMetadata().setResourceVersion(Integer.toString(++versions));
    redrive = next;
  }

  void deleteRedrive() {
    redrive = null;
  }

  // What there is to see.

  List<String> lying() {
    return List.copyOf(dead.keySet());
  }

  /** Letters that could be received now. */
  long visible() {
    return dead.values().stream().filter(this::visible).count();
  }

  List<String> returnedIds() {
    return returned.stream().map(Returned::id).toList();
  }

  DeadLetterRedriveStatus status() {
    return Objects.requireNonNullElse(
        Objects.requireNonNull(redrive).getStatus(), DeadLetterRedriveStatus.NEW);
  }

  // The operator.

  RedriveSteps operator() {
    return new RedriveSteps(
        new Store(),
        (namespace, name) -> Optional.ofNullable(queue),
        (sqs, url) -> new Box(),
        (QueueSender) this::send,
        new News(),
        clock);
  }

  /** One step; time passes until the next is due. */
  boolean step(RedriveSteps operator) {
    var wait = operator.step(NAMESPACE, "again");
    wait.ifPresent(clock::pass);
    return wait.isPresent();
  }

  /** Steps until there is none left; a step that fails is repeated, as the framework does. */
  void runToTheEnd(RedriveSteps operator) {
    var until = clock.instant().plus(LONGEST);
    while (stepOrFault(operator)) {
      if (clock.instant().isAfter(until)) {
        throw new AssertionError("no end: " + status());
      }
    }
  }

  private boolean stepOrFault(RedriveSteps operator) {
    try {
      return step(operator);
    } catch (Fault fault) {
      clock.pass(Duration.ofMillis(200));
      return true;
    }
  }

  /** Runs to the end; whoever dies is followed by another. */
  void runWithSuccessors() {
    var operator = operator();
    while (true) {
      try {
        runToTheEnd(operator);
        return;
      } catch (Crash crash) {
        operator = operator();
        clock.pass(Duration.ofSeconds(15));
      }
    }
  }

  private <T> T call(Supplier<T> effect) {
    clock.pass(Duration.ofMillis(3));
    boolean kills = calls++ == killingCall;
    if (kills && !afterEffect) {
      die();
    }
    T result = effect.get();
    if (kills) {
      die();
    }
    return result;
  }

  private void die() {
    if (survives) {
      throw new Fault();
    }
    throw new Crash();
  }

  private void send(Sqs sqs, String url, QueueSender.Outgoing message)
      throws QueueSender.SendRefused {
    var body = message.body();
    var attributes = message.attributes();
    var id =
        dead.values().stream()
            .map(lying -> lying.letter)
            .filter(letter -> letter.body().equals(body) && letter.attributes().equals(attributes))
            .map(ALetter::id)
            .findFirst()
            .orElseThrow(() -> new AssertionError("what is returned lies in no queue: " + body));
    if (sourceRefuses != null || id.equals(refusedId)) {
      throw new QueueSender.SendRefused(url + ": " + sourceRefuses, null);
    }
    try {
      boolean _ = call(() -> returned.add(new Returned(id, clock.instant(), body, attributes)));
    } catch (Fault fault) {
      throw new QueueSender.SendRefused("no answer", fault);
    }
  }

  private boolean visible(Lying lying) {
    return !lying.visibleAt.isAfter(clock.instant());
  }

  private final class Store implements RedriveStore {
    @Override
    public Optional<DeadLetterRedrive> find(String namespace, String name) {
      return call(() -> Optional.ofNullable(redrive).map(Serialization::clone));
    }

    @Override
    public Optional<DeadLetterRedrive> replaceStatus(
        DeadLetterRedrive asRead, DeadLetterRedriveStatus status) {
      var other = meanwhile;
      meanwhile = () -> {};
      other.run();
      return call(
          () -> {
            if (redrive == null
                || !redrive
                    .getMetadata()
                    .getResourceVersion()
                    .equals(asRead.getMetadata().getResourceVersion())) {
              return Optional.empty();
            }
            var next = Serialization.clone(redrive);
            next.setStatus(status);
            next.getMetadata().setResourceVersion(Integer.toString(++versions));
            redrive = next;
            return Optional.of(Serialization.clone(next));
          });
    }
  }

  private final class Box implements DeadLetterBox {
    private void ask() {
      if (deadLettersRefuse != null) {
        throw new WorkSourceException(deadLettersRefuse, new IllegalStateException());
      }
    }

    @Override
    public List<ReceivedMessage> receive(int most) {
      ask();
      return asking(
          () -> {
            var now = clock.instant();
            var batch =
                dead.values().stream()
                    .filter(RedriveWorld.this::visible)
                    .limit(most)
                    .map(
                        lying -> {
                          lying.receipt = "r-" + receipts++;
                          lying.visibleAt = now.plus(HOLD);
                          return lying.letter.received(lying.receipt, now);
                        })
                    .toList();
            if (batch.isEmpty()) {
              clock.pass(Duration.ofSeconds(1));
            }
            return batch;
          });
    }

    private <T> T asking(Supplier<T> effect) {
      try {
        return call(effect);
      } catch (Fault fault) {
        throw new WorkSourceException("no answer", fault);
      }
    }

    @Override
    public List<DeleteOutcome> delete(List<Lease> letters) {
      try {
        return call(() -> letters.stream().map(this::delete).toList());
      } catch (Fault fault) {
        return letters.stream()
            .<DeleteOutcome>map(lease -> new DeleteOutcome.TryAgain(lease, "no answer"))
            .toList();
      }
    }

    private DeleteOutcome delete(Lease lease) {
      var lying = dead.get(lease.messageId());
      if (deletionsRefused) {
        return new DeleteOutcome.TryAgain(lease, "AccessDenied");
      }
      if (lying == null || !lying.receipt.equals(lease.receiptHandle()) || visible(lying)) {
        return new DeleteOutcome.Lost(lease, "ReceiptHandleIsInvalid");
      }
      if (!returnedIds().contains(lease.messageId())) {
        throw new AssertionError("lost: " + lease.messageId());
      }
      dead.remove(lease.messageId());
      return new DeleteOutcome.Deleted(lease);
    }

    @Override
    public void release(List<Lease> letters) {
      try {
        boolean _ = call(() -> isLetGo(letters));
      } catch (Fault fault) {
        return;
      }
    }

    private boolean isLetGo(List<Lease> letters) {
      for (var lease : letters) {
        var lying = dead.get(lease.messageId());
        if (lying != null && lying.receipt.equals(lease.receiptHandle())) {
          lying.visibleAt = Instant.MIN;
        }
      }
      return true;
    }

    @Override
    public Depth depth() {
      ask();
      return asking(() -> new Depth(visible(), dead.size() - visible()));
    }
  }

  private final class News implements Events {
    @Override
    public void normal(HasMetadata about, String reason, String message) {
      news.add(reason);
    }

    @Override
    public void warning(HasMetadata about, String reason, String message) {
      news.add(reason);
    }
  }
}
