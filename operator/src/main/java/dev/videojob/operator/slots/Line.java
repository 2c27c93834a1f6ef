package dev.videojob.operator.slots;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one queue that wait, in their order. What it costs to ask it grows with the number of
 * classes, not with that of the jobs. Not safe for several threads.
 */
final class Line {
  /** Positions are counted up to here; who is further back is told this one. */
  static final int MOST_COUNTED = 1000;

  private final Map<@Nullable String, NavigableSet<Claim>> byClass = new HashMap<>();
  private int size;

  void add(Claim claim) {
    if (byClass.computeIfAbsent(claim.className(), name -> new TreeSet<>(Claim.ORDER)).add(claim)) {
      size++;
    }
  }

  boolean remove(Claim claim) {
    var ofClass = byClass.get(claim.className());
    if (ofClass == null || !ofClass.remove(claim)) {
      return false;
    }
    if (ofClass.isEmpty()) {
      byClass.remove(claim.className());
    }
    size--;
    return true;
  }

  int size() {
    return size;
  }

  /** Jobs of {@code classes}. */
  int size(Predicate<@Nullable String> classes) {
    return ofClasses(classes).mapToInt(NavigableSet::size).sum();
  }

  /** How many of {@code classes} are before {@code claim}, as far as {@code atMost}. */
  long ahead(Claim claim, Predicate<@Nullable String> classes, int atMost) {
    return ofClasses(classes)
        .flatMap(ofClass -> ofClass.headSet(claim).stream())
        .limit(Math.max(0, atMost))
        .count();
  }

  /** The place of {@code claim}, 1 is next; at most {@link #MOST_COUNTED}. */
  int position(Claim claim) {
    return Math.toIntExact(ahead(claim, name -> true, MOST_COUNTED - 1)) + 1;
  }

  /** The first of {@code classes}. */
  List<Claim> first(Predicate<@Nullable String> classes, int atMost) {
    if (atMost <= 0 || size == 0) {
      return List.of();
    }
    Comparator<Claim> order = Claim.ORDER;
    return ofClasses(classes)
        .flatMap(ofClass -> ofClass.stream().limit(atMost))
        .sorted(order)
        .limit(atMost)
        .toList();
  }

  private Stream<NavigableSet<Claim>> ofClasses(Predicate<@Nullable String> classes) {
    return byClass.entrySet().stream()
        .filter(entry -> classes.test(entry.getKey()))
        .map(Map.Entry::getValue);
  }
}
