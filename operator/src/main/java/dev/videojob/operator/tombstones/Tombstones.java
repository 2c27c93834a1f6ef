package dev.videojob.operator.tombstones;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.operator.tombstones.SegmentStore.KindUnknown;
import dev.videojob.operator.tombstones.SegmentStore.Unavailable;
import dev.videojob.operator.tombstones.SegmentStore.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of finished work whose VideoJobs are gone: in memory for questions, in
 * segments on the API server for good.
 *
 * <p>One process holds the segments. It takes them over by writing its name into the newest, which
 * is compared and set; whoever held them before finds out by its next write, which conflicts, or
 * when it is asked and has not looked for {@link #TRUSTED}, as it may have stood still. It neither
 * writes nor answers from then on. A segment comes into being only after the one before it was
 * closed by such a write. So what a holder has not read when it takes over cannot have been
 * written, and cannot be written any more.
 *
 * <p>Recorders at the same time share writes: while one is under way, what comes gathers for the
 * next.
 */
public final class Tombstones {
  private static final Logger LOG = LoggerFactory.getLogger(Tombstones.class);
  private static final int TRIES = 10;

  /** After that it is seen anew whether segments are still held, if somebody asks. */
  static final Duration TRUSTED = Duration.ofSeconds(5);

  private final SegmentStore store;
  private final String owner;
  private final String holder;
  private final Duration ttl;
  private final int capacity;
  private final InstantSource clock;

  /** Held over a write, so that only one is under way. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Guards what is known; never held over a call. */
  private final Object known = new Object();

  private KeySet keys = new KeySet();
  private Set<TombstoneKey> gathered = new LinkedHashSet<>();
  private Batch next = new Batch();
  private Standing standing = Standing.NOT_READ;

  /** When segments were last seen to be held by this process. */
  private volatile Instant heldAt = Instant.MIN;

  /** The newest segment, and when the others expire; touched by who writes only. */
  private @Nullable Segment newest;

  private Map<Integer, Instant> older = new HashMap<>();

  private enum Standing {
    NOT_READ,

    /** The API server has no such kind: there are no tombstones, and none can be recorded. */
    NO_KIND,
    HELD,
    SUPERSEDED
  }

  /** What recorders of the same write wait for. */
  private static final class Batch {
    private boolean done;
    private @Nullable Unavailable failure;
  }

  /** Another process holds the segments. */
  public static final class Superseded extends Unavailable {
    private static final long serialVersionUID = 1L;

    Superseded() {
      super(
          "Another operator has taken the segments of finished work over, so this one must neither"
              + " record nor trust what it knows.");
    }
  }

  /**
   * Tombstones that are not read yet.
   *
   * @param owner what segments are called: the same for all that follow each other, another for
   *     operators beside each other in one namespace
   * @param holder this process, other than any before it
   * @param ttl how long a tombstone is kept at least; a tenth more at most, while segments fill
   * @param capacity keys of a segment
   */
  public Tombstones(
      SegmentStore store,
      String owner,
      String holder,
      Duration ttl,
      int capacity,
      InstantSource clock) {
    this.store = store;
    this.owner = owner;
    this.holder = holder;
    this.ttl = ttl;
    this.capacity = capacity;
    this.clock = clock;
  }

  /**
   * Reads all segments and holds them from then on. To be called before anything is asked, again
   * until it succeeds, and by a leader only. Where the API server has no such kind, there is
   * nothing to read, and recording fails until it has.
   */
  public void takeOver() {
    writing.lock();
    try {
      requireNotSuperseded();
      for (var tries = 0; standing() != Standing.HELD; tries++) {
        if (tries == TRIES) {
          throw new Unavailable("The segments of finished work change faster than they are read.");
        }
        if (!tryTakeOver()) {
          return;
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** Whether it may be tried again at once. */
  private boolean tryTakeOver() {
    var reading = new Reading();
    try {
      store.readAll(reading::on);
    } catch (KindUnknown e) {
      LOG.warn("Finished VideoJobs are kept: {}", e.getMessage());
      become(Standing.NO_KIND);
      return false;
    }
    if (write(reading.taken()) instanceof Written.Stored stored) {
      reading.hold(stored.segment());
    }
    return true;
  }

  /** All segments as they are read, with their keys. */
  private final class Reading {
    private final KeySet read = new KeySet();
    private final Map<Integer, Instant> expiring = new HashMap<>();
    private @Nullable Segment last;
    private boolean lastIsReadable;

    void on(FinishedWork resource) {
      Segment.of(owner, resource).ifPresent(this::on);
    }

    private void on(Segment segment) {
      var readable = segment.read(read::add);
      if (!readable) {
        LOG.error("the entries of FinishedWork {} cannot be read and are left out", segment.name());
      }
      expiring.put(segment.number(), expiry(segment));
      if (last == null || last.number() < segment.number()) {
        last = segment;
        lastIsReadable = readable;
      }
    }

    /** The newest segment as it is to be written: taken over, or the one that follows it. */
    Segment taken() {
      if (last == null) {
        return Segment.empty(owner, 1, holder);
      }
      if (last.closed()) {
        return Segment.empty(owner, last.number() + 1, holder);
      }
      return lastIsReadable ? last.takenBy(holder) : last.takenBy(holder).asClosed();
    }

    void hold(FinishedWork stored) {
      var segment = Segment.of(owner, stored).orElseThrow();
      expiring.remove(segment.number());
      newest = segment;
      older = expiring;
      synchronized (known) {
        keys = read;
        standing = Standing.HELD;
      }
      LOG.info("{} tombstones of finished work are known", read.size());
    }
  }

  /**
   * Whether work of that key is finished.
   *
   * @throws Unavailable before the tombstones were read, when another process holds them, and when
   *     that cannot be seen
   */
  public boolean contain(TombstoneKey key) {
    seeThatTheyAreHeld();
    synchronized (known) {
      requireAnswers();
      return keys.contains(key.high(), key.low());
    }
  }

  private void seeThatTheyAreHeld() {
    if (trusted()) {
      return;
    }
    writing.lock();
    try {
      if (!trusted() && newest != null) {
        // A follower writes its name into the newest or, if that is closed, into its successor.
        var live = store.find(open().name());
        live.ifPresent(found -> requireOurs(Segment.of(owner, found).orElseThrow()));
        heldAt = clock.instant();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Also where the clock was set back meanwhile. */
  private boolean trusted() {
    var now = clock.instant();
    var last = heldAt;
    return standing() != Standing.HELD || (!now.isBefore(last) && now.isBefore(last.plus(TRUSTED)));
  }

  private void requireOurs(Segment found) {
    if (!found.heldBy(holder)) {
      become(Standing.SUPERSEDED);
      throw new Superseded();
    }
  }

  /** How many keys are known. */
  public int size() {
    synchronized (known) {
      return keys.size();
    }
  }

  /** How many keys wait for the next write. */
  int gathered() {
    synchronized (known) {
      return gathered.size();
    }
  }

  /** Whether another process holds the segments, so that this one cannot go on. */
  public boolean superseded() {
    return standing() == Standing.SUPERSEDED;
  }

  /**
   * Records tombstones. When it returns they are durable, and known to whoever asks.
   *
   * @throws Unavailable when they are not, or nobody can tell; to be repeated
   */
  public void record(Collection<Tombstone> tombstones) {
    var wanted = tombstones.stream().flatMap(tombstone -> tombstone.keys().stream()).toList();
    Batch batch;
    synchronized (known) {
      var news = wanted.stream().filter(key -> !keys.contains(key.high(), key.low())).toList();
      if (news.isEmpty() && standing == Standing.HELD) {
        return;
      }
      gathered.addAll(news);
      batch = next;
    }
    writing.lock();
    try {
      if (!batch.done) {
        writeGathered();
      }
    } finally {
      writing.unlock();
    }
    if (batch.failure != null) {
      throw batch.failure;
    }
  }

  /** Whoever comes from now on gathers for the next write. */
  private void writeGathered() {
    Set<TombstoneKey> taken;
    Batch batch;
    synchronized (known) {
      taken = gathered;
      batch = next;
      gathered = new LinkedHashSet<>();
      next = new Batch();
    }
    batch.done = true;
    try {
      append(taken);
    } catch (Unavailable e) {
      batch.failure = e;
    } catch (RuntimeException e) {
      batch.failure = new Unavailable("Finished work was not recorded: " + e, e);
    }
  }

  private void append(Set<TombstoneKey> wanted) {
    requireHeld();
    for (var conflicts = 0; conflicts < TRIES; ) {
      var left = unknown(wanted);
      if (left.isEmpty()) {
        return;
      }
      var target = open();
      var part = left.subList(0, Math.clamp(capacity - target.count(), 0, left.size()));
      if (!settle(target.plus(part, clock.instant(), ttl))) {
        conflicts++;
      }
    }
    throw new Unavailable("The newest segment of finished work changes faster than it is written.");
  }

  private List<TombstoneKey> unknown(Set<TombstoneKey> wanted) {
    synchronized (known) {
      return wanted.stream().filter(key -> !keys.contains(key.high(), key.low())).toList();
    }
  }

  /** The segment that keys are added to; one that follows a closed one is not written yet. */
  private Segment open() {
    var last = Objects.requireNonNull(newest);
    return last.closed() ? Segment.empty(owner, last.number() + 1, holder) : last;
  }

  /**
   * Writes {@code changed}, closed if it is full or old, and takes note of what is stored.
   *
   * @return false when something else is there, of which note is taken too
   */
  private boolean settle(Segment changed) {
    var wanted = changed.count() >= capacity || isOld(changed) ? changed.asClosed() : changed;
    if (write(wanted) instanceof Written.Stored stored) {
      takeNote(Segment.of(owner, stored.segment()).orElseThrow());
      return true;
    }
    var live = store.find(wanted.name());
    if (live.isEmpty()) {
      forgetThatItWasWritten(changed);
      return false;
    }
    var found = Segment.of(owner, live.get()).orElseThrow();
    requireOurs(found);
    takeNote(found);
    return false;
  }

  /** Somebody has deleted it: what it held is still known here, and is written anew. */
  private void forgetThatItWasWritten(Segment gone) {
    if (newest != null && newest.number() == gone.number()) {
      newest = newest.unwritten();
    }
  }

  /** A tombstone is kept a tenth longer than it must at most: segments do not fill for ever. */
  private boolean isOld(Segment segment) {
    var oldest = segment.oldest();
    return oldest != null && !clock.instant().isBefore(oldest.plus(ttl.dividedBy(10)));
  }

  private void takeNote(Segment stored) {
    var before = newest;
    if (before != null && before.number() < stored.number()) {
      older.put(before.number(), expiry(before));
    }
    newest = stored;
    heldAt = clock.instant();
    synchronized (known) {
      if (!stored.read(keys::add)) {
        LOG.error("the entries of FinishedWork {} cannot be read", stored.name());
      }
    }
  }

  private Instant expiry(Segment segment) {
    return Objects.requireNonNullElseGet(segment.expires(), () -> clock.instant().plus(ttl));
  }

  private Written write(Segment segment) {
    return segment.resource().getMetadata().getResourceVersion() == null
        ? store.create(segment.resource())
        : store.replace(segment.resource());
  }

  /**
   * Forgets what has been kept long enough: closes the newest segment if it is old, and deletes
   * those that have expired. The newest is never deleted, since its number must not come again.
   * Does nothing where segments are not held.
   */
  public void expire() {
    writing.lock();
    try {
      if (standing() != Standing.HELD) {
        return;
      }
      var last = Objects.requireNonNull(newest);
      if (!last.closed() && isOld(last)) {
        boolean _ = settle(last);
      }
      var now = clock.instant();
      var expired =
          older.entrySet().stream()
              .filter(segment -> !now.isBefore(segment.getValue()))
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      expired.forEach(this::forget);
    } finally {
      writing.unlock();
    }
  }

  /** What is forgotten here first and still there is read again by the next who takes over. */
  private void forget(int number) {
    Optional<Segment> live =
        store.find(Segment.name(owner, number)).flatMap(found -> Segment.of(owner, found));
    live.ifPresent(segment -> store.delete(segment.resource()));
    older.remove(number);
    synchronized (known) {
      live.ifPresent(segment -> segment.read((high, low) -> keys.remove(high, low)));
    }
    LOG.info("FinishedWork {} has expired", Segment.name(owner, number));
  }

  private Standing standing() {
    synchronized (known) {
      return standing;
    }
  }

  private void become(Standing now) {
    synchronized (known) {
      standing = now;
    }
  }

  private void requireHeld() {
    requireNotSuperseded();
    if (standing() == Standing.NO_KIND) {
      takeOver();
    }
    switch (standing()) {
      case HELD -> {}
      case NOT_READ -> throw notRead();
      case NO_KIND -> throw new KindUnknown(null);
      case SUPERSEDED -> throw new Superseded();
    }
  }

  private void requireNotSuperseded() {
    if (superseded()) {
      throw new Superseded();
    }
  }

  private void requireAnswers() {
    switch (standing) {
      case HELD, NO_KIND -> {}
      case NOT_READ -> throw notRead();
      case SUPERSEDED -> throw new Superseded();
    }
  }

  private static Unavailable notRead() {
    return new Unavailable("Finished work is not read yet.");
  }
}
