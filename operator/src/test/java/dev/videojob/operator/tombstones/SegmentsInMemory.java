package dev.videojob.operator.tombstones;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.operator.Moments;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An API server that holds segments, refuses them all when it is told to, and fails at a chosen
 * call, before or after its effect.
 */
public final class SegmentsInMemory implements SegmentStore {
  public static final Duration TTL = Duration.ofDays(15);
  static final String OWNER = "videojob-operator";

  private final TreeMap<String, FinishedWork> segments = new TreeMap<>();
  private int versions;
  private int processes;
  private int calls;
  private int writes;
  private int failingCall = -1;
  private boolean afterEffect;
  private @Nullable Unavailable refusal;
  private Runnable before = () -> {};

  /** Tombstones of a process that leads now. */
  public Tombstones tombstones() {
    return tombstones(new Moments(), 4096);
  }

  Tombstones tombstones(Moments clock, int capacity) {
    var tombstones = unread(clock, capacity);
    tombstones.takeOver();
    return tombstones;
  }

  /** Tombstones of a process that does not lead yet. */
  public Tombstones unread() {
    return unread(new Moments(), 4096);
  }

  Tombstones unread(Moments clock, int capacity) {
    return new Tombstones(this, OWNER, "process-" + ++processes, TTL, capacity, clock);
  }

  /** No write is accepted from now on. */
  public synchronized void refuse(String sentence) {
    refusal = new Unavailable(sentence);
  }

  synchronized void refuse(Unavailable unavailable) {
    refusal = unavailable;
  }

  public synchronized void acceptAgain() {
    refusal = null;
  }

  synchronized void failAt(int call, boolean afterItsEffect) {
    calls = 0;
    failingCall = call;
    afterEffect = afterItsEffect;
  }

  /** Has something happen once, just before the next call. */
  synchronized void beforeNextCall(Runnable something) {
    before = something;
  }

  synchronized int calls() {
    return calls;
  }

  /** Writes that were made. */
  public synchronized int writes() {
    return writes;
  }

  synchronized List<String> names() {
    return List.copyOf(segments.keySet());
  }

  synchronized List<Integer> counts() {
    return segments.values().stream().map(segment -> segment.getSpec().count()).toList();
  }

  synchronized FinishedWork get(String name) {
    return Optional.ofNullable(segments.get(name)).orElseThrow();
  }

  synchronized void put(FinishedWork segment) {
    segment.getMetadata().setResourceVersion(Integer.toString(++versions));
    segments.put(segment.getMetadata().getName(), Serialization.clone(segment));
  }

  synchronized void remove(String name) {
    segments.remove(name);
  }

  private <T> T call(Supplier<T> effect) {
    var first = before;
    before = () -> {};
    first.run();
    var fails = calls++ == failingCall;
    if (fails && !afterEffect) {
      throw new Unavailable("The API server is away.");
    }
    var result = effect.get();
    if (fails) {
      throw new Unavailable("The API server's answer was lost.");
    }
    return result;
  }

  @Override
  public synchronized void readAll(Consumer<FinishedWork> reader) {
    if (refusal instanceof KindUnknown unknown) {
      throw unknown;
    }
    List<FinishedWork> all = call(() -> List.copyOf(segments.values()));
    all.forEach(segment -> reader.accept(Serialization.clone(segment)));
  }

  @Override
  public synchronized Optional<FinishedWork> find(String name) {
    return call(() -> Optional.ofNullable(segments.get(name)).map(Serialization::clone));
  }

  @Override
  public synchronized Written create(FinishedWork segment) {
    return write(segment, () -> !segments.containsKey(segment.getMetadata().getName()));
  }

  @Override
  public synchronized Written replace(FinishedWork segment) {
    return write(segment, () -> isAsRead(segment));
  }

  private boolean isAsRead(FinishedWork segment) {
    var live = segments.get(segment.getMetadata().getName());
    return live != null
        && live.getMetadata()
            .getResourceVersion()
            .equals(segment.getMetadata().getResourceVersion());
  }

  private Written write(FinishedWork segment, BooleanSupplier possible) {
    return call(
        () -> {
          if (refusal != null) {
            throw refusal;
          }
          if (!possible.getAsBoolean()) {
            return new Written.Conflict();
          }
          writes++;
          put(Serialization.clone(segment));
          return new Written.Stored(
              Serialization.clone(segments.get(segment.getMetadata().getName())));
        });
  }

  @Override
  public synchronized void delete(FinishedWork asRead) {
    var _ = call(() -> isAsRead(asRead) && segments.remove(asRead.getMetadata().getName()) != null);
  }
}
