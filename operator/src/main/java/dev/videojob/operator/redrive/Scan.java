package dev.videojob.operator.redrive;

import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.redrive.LetterFilter.Exclusion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one process remembers of its way through a dead-letter queue. Nothing of it is needed: when
 * it is lost, the letters that it held come again after their hold, and another begins anew with
 * what the status says. A letter that stays takes about 60 bytes of it.
 */
final class Scan {
  /** Letters that stay are held until the end, so that the others come; older ones lapse. */
  static final int HELD_AT_MOST = 10_000;

  /** A letter whose hold ends this soon is not relied on any more. */
  static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(2);

  /** Between two looks of a process that is at it. */
  private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(30);

  /** How often all that is known may come again before nothing new is expected any more. */
  private static final long ROUNDS = 3;

  private static final long FIRST_ROUND = 100;

  /** Letters to be returned, in the order in which they came. */
  private final Map<String, Letter> hand = new LinkedHashMap<>();

  /** Letters that stay, oldest first. */
  private final Map<String, Lease> held = new LinkedHashMap<>();

  private final Set<Long> stayed = new HashSet<>();
  private final Set<Long> returned = new HashSet<>();

  /** Of those in hand: accepted by their queue already, and only to be deleted. */
  private final Set<String> sent = new HashSet<>();

  /** When those are offered again that their queue did not accept. */
  private final Map<String, Instant> refused = new HashMap<>();

  private final Map<Exclusion, Long> exclusions = new EnumMap<>(Exclusion.class);
  private final List<String> samples = new ArrayList<>();
  private boolean awaitsAll;
  private @Nullable Ending ending;
  private boolean postponed;
  private long matchingThatStay;
  private long comesAgain;
  private int emptyReceives;
  private Instant quietSince;
  private Instant lookedAt;
  private final Deque<Instant> moves = new ArrayDeque<>();
  private final Instant firstMove;
  private Instant notBefore;
  private Instant toldAt;
  private int troubles;

  /**
   * A scan that begins {@code now}.
   *
   * @param resumed whether another has begun before, and may still hold letters
   */
  Scan(Instant now, boolean resumed) {
    this.awaitsAll = resumed;
    this.quietSince = now;
    this.lookedAt = now;
    this.firstMove = resumed ? now.plus(SECOND) : now;
    this.notBefore = now;
    this.toldAt = now;
  }

  /** How a scan ends. */
  record Ending(String reason, String remark) {}

  private static long digest(String id) {
    try {
      var uuid = UUID.fromString(id);
      return uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits();
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }
  }

  // What comes.

  boolean wasReturned(Letter letter) {
    return returned.contains(digest(letter.id()));
  }

  /** Whether the letter was set aside before; it is held once more then. */
  boolean heldAgain(Letter letter) {
    if (!stayed.contains(digest(letter.id()))) {
      return false;
    }
    comesAgain++;
    hold(letter);
    return true;
  }

  /** Sets a letter aside that does not match. */
  void stays(Letter letter, Set<Exclusion> why, Instant now) {
    why.forEach(exclusion -> exclusions.merge(exclusion, 1L, Long::sum));
    setAside(letter, now);
  }

  /** Sets a letter aside that matches and is only counted. */
  void isCounted(Letter letter, Instant now) {
    matchingThatStay++;
    samples.add(letter.sample());
    setAside(letter, now);
  }

  private void setAside(Letter letter, Instant now) {
    stayed.add(digest(letter.id()));
    hold(letter);
    cameNew(now);
  }

  /** Holds a letter without having looked at it. */
  void hold(Letter letter) {
    held.remove(letter.id());
    held.put(letter.id(), letter.message().lease());
    if (held.size() > HELD_AT_MOST) {
      Iterator<String> oldest = held.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Takes a letter in hand that is to be returned, or was to be and came again. */
  void take(Letter letter, Instant now) {
    hand.put(letter.id(), letter);
    samples.add(letter.sample());
    cameNew(now);
  }

  private void cameNew(Instant now) {
    comesAgain = 0;
    quietSince = now;
  }

  /** Takes up to {@code surplus} letters out of the hand again that are not on their way. */
  void putBack(long surplus, List<String> moving) {
    hand().stream()
        .filter(letter -> !moving.contains(letter.id()))
        .limit(Math.max(0, surplus))
        .forEach(
            letter -> {
              hand.remove(letter.id());
              hold(letter);
            });
  }

  /**
   * It is about to ask for letters. What came while nobody asked, as the API server was away or the
   * process stood still, was given to others: that time counts for nothing.
   */
  void looks(Instant now) {
    if (now.isAfter(lookedAt.plus(LONGEST_ABSENCE))) {
      quietSince = now;
    }
    lookedAt = now;
  }

  /** Some letter came, whatever became of it. */
  void receivedSome() {
    emptyReceives = 0;
  }

  int receivedNone() {
    return ++emptyReceives;
  }

  /** Lets go what the queue is about to give to others; it is looked at again when it comes. */
  void forgetLapsed(Instant now) {
    if (hand.values().removeIf(letter -> lapsed(letter.message().lease(), now))) {
      awaitAll(now);
    }
    held.values().removeIf(lease -> lapsed(lease, now));
  }

  /** Some letter will come again: nothing is concluded until it has had the time. */
  void awaitAll(Instant now) {
    awaitsAll = true;
    quietSince = now;
  }

  private static boolean lapsed(Lease lease, Instant now) {
    return !now.isBefore(lease.receivedAt().plus(DeadLetterBox.HOLD).minus(MARGIN));
  }

  // What is done.

  List<Letter> hand() {
    return List.copyOf(hand.values());
  }

  /** The letters in hand whose turn it is. */
  List<Letter> ready(Instant now) {
    return hand.values().stream()
        .filter(letter -> !now.isBefore(refused.getOrDefault(letter.id(), Instant.MIN)))
        .toList();
  }

  boolean wasSent(Letter letter) {
    return sent.contains(letter.id());
  }

  void isSent(Letter letter) {
    refused.remove(letter.id());
    sent.add(letter.id());
  }

  /** The letter is gone from the dead-letter queue. */
  void isReturned(Letter letter) {
    hand.remove(letter.id());
    sent.remove(letter.id());
    returned.add(digest(letter.id()));
  }

  /** Its hold is lost: it comes again, and is still known to be sent. */
  void isLost(Letter letter, Instant now) {
    hand.remove(letter.id());
    awaitAll(now);
  }

  /** Its queue did not accept the letter: it is offered again from {@code again} on. */
  void isRefused(Letter letter, Instant again) {
    refused.put(letter.id(), again);
  }

  /** Whether some letter has been refused and not been accepted since. */
  boolean hasRefused() {
    return !refused.isEmpty();
  }

  // When.

  Instant notBefore() {
    return notBefore;
  }

  /** How many letters may be moved {@code now}, so that no second has more than its share. */
  int mayMove(int perSecond, Instant now) {
    while (!moves.isEmpty() && !now.isBefore(moves.getFirst().plus(SECOND))) {
      moves.removeFirst();
    }
    return now.isBefore(firstMove) ? 0 : perSecond - moves.size();
  }

  /** When more letters may be moved. */
  Instant nextMove() {
    return moves.isEmpty() ? firstMove : moves.getFirst().plus(SECOND);
  }

  void moved(int letters, Instant now) {
    moves.addAll(Collections.nCopies(letters, now));
  }

  /** Something was refused: the pause doubles from {@code first} up to {@code longest}. */
  void pause(Duration first, Duration longest, Instant now) {
    var wanted = first.multipliedBy(1L << Math.min(troubles++, 10));
    notBefore = now.plus(wanted.compareTo(longest) < 0 ? wanted : longest);
  }

  void goesWell() {
    troubles = 0;
  }

  /** For how long nothing new has come. */
  Duration quiet(Instant now) {
    return Duration.between(quietSince, now);
  }

  /** Whether every letter whose hold was lost has had the time to come. */
  boolean hasSeenAll(Instant now) {
    return !awaitsAll || quiet(now).compareTo(DeadLetterBox.HOLD) >= 0;
  }

  /** When {@code patience} with nothing new is over. */
  Instant quietUntil(Duration patience) {
    return quietSince.plus(patience);
  }

  /** Whether it is time to say how far it has come; asked only to do so. */
  boolean isToTell(Instant now) {
    if (now.isBefore(toldAt.plus(BETWEEN_WORDS))) {
      return false;
    }
    toldAt = now;
    return true;
  }

  void ends(String reason, String remark) {
    ending = new Ending(reason, remark);
  }

  Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  /** Matching letters are left for a scan after this one. */
  void postpones() {
    postponed = true;
  }

  boolean hasPostponed() {
    return postponed;
  }

  /** Whether all that is known has come again and again with nothing new among it. */
  boolean goesRound() {
    return comesAgain > ROUNDS * stayed.size() + FIRST_ROUND;
  }

  // What is known.

  /**
   * Letters of the dead-letter queue that are held from here; where there are too many to hold,
   * those that are known.
   */
  long accountedFor() {
    return (long) hand.size() + (stayed.size() > HELD_AT_MOST ? stayed.size() : held.size());
  }

  long stayedCount() {
    return stayed.size();
  }

  long matchingThatStay() {
    return matchingThatStay;
  }

  List<String> samples() {
    return samples;
  }

  /** For people: what excluded how many letters. */
  String exclusionsInWords() {
    return exclusions.entrySet().stream()
        .map(entry -> entry.getKey().words + " (" + entry.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  /** Takes up to {@code most} letters out that are held, so that they can be let go. */
  List<Lease> letGo(int most) {
    List<Lease> leases = new ArrayList<>();
    hand.values().stream().limit(most).forEach(letter -> leases.add(letter.message().lease()));
    held.values().stream().limit(most - leases.size()).forEach(leases::add);
    leases.forEach(
        lease -> {
          hand.remove(lease.messageId());
          held.remove(lease.messageId());
        });
    return leases;
  }
}
