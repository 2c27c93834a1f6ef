package dev.videojob.operator.tombstones;

/**
 * A set of 128-bit keys that are digests already: their own bits say where they lie. Open
 * addressing in one array of longs, two for each place, at most four fifths of them taken: 20 to 30
 * bytes for a key, and one line of the processor's cache for a question. For one thread at a time.
 */
final class KeySet {
  private static final int LEAST_PLACES = 64;

  /** The key 0 marks a free place, so it is kept apart. */
  private boolean hasZero;

  private long[] table = new long[2 * LEAST_PLACES];
  private int taken;

  int size() {
    return hasZero ? taken + 1 : taken;
  }

  /** Bytes of heap that the keys take. */
  long bytes() {
    return (long) table.length * Long.BYTES;
  }

  boolean contains(long high, long low) {
    if ((high | low) == 0) {
      return hasZero;
    }
    var place = find(high, low);
    return !isFree(place);
  }

  /**
   * Adds a key.
   *
   * @return whether it is new
   */
  boolean add(long high, long low) {
    if ((high | low) == 0) {
      var fresh = !hasZero;
      hasZero = true;
      return fresh;
    }
    var place = find(high, low);
    if (!isFree(place)) {
      return false;
    }
    if ((taken + 1) * 5L > places() * 4L) {
      grow();
      place = find(high, low);
    }
    put(place, high, low);
    taken++;
    return true;
  }

  /**
   * Removes a key; whatever lies behind it and could lie nearer to its home moves up.
   *
   * @return whether it was there
   */
  boolean remove(long high, long low) {
    if ((high | low) == 0) {
      var had = hasZero;
      hasZero = false;
      return had;
    }
    var gap = find(high, low);
    if (isFree(gap)) {
      return false;
    }
    for (var next = after(gap); !isFree(next); next = after(next)) {
      var home = home(table[2 * next]);
      if (distance(home, next) >= distance(gap, next)) {
        put(gap, table[2 * next], table[2 * next + 1]);
        gap = next;
      }
    }
    put(gap, 0, 0);
    taken--;
    return true;
  }

  /** The place of the key, or the free one where it would be put. */
  private int find(long high, long low) {
    var place = home(high);
    while (!isFree(place) && (table[2 * place] != high || table[2 * place + 1] != low)) {
      place = after(place);
    }
    return place;
  }

  /** The keys are spread evenly over the places in their order. */
  private int home(long high) {
    return (int) Math.unsignedMultiplyHigh(high, places());
  }

  private int after(int place) {
    return place + 1 == places() ? 0 : place + 1;
  }

  private int distance(int from, int to) {
    return to >= from ? to - from : to + places() - from;
  }

  private boolean isFree(int place) {
    return (table[2 * place] | table[2 * place + 1]) == 0;
  }

  private void put(int place, long high, long low) {
    table[2 * place] = high;
    table[2 * place + 1] = low;
  }

  private int places() {
    return table.length / 2;
  }

  private void grow() {
    var old = table;
    table = new long[2 * Math.addExact(places(), places() / 2)];
    for (var at = 0; at < old.length; at += 2) {
      if ((old[at] | old[at + 1]) != 0) {
        put(find(old[at], old[at + 1]), old[at], old[at + 1]);
      }
    }
  }
}
