package dev.videojob.local.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The latest changes of one type, and who watches them. Used under the store's lock. */
final class ChangeLog {
  /** Enough for a client to come back after a short loss; whoever is later lists again. */
  private static final int KEPT = 1000;

  private final Deque<Change> recent = new ArrayDeque<>();
  private final List<Consumer<Change>> watchers = new CopyOnWriteArrayList<>();

  /** The revision of the last change forgotten. */
  private long forgotten;

  ChangeLog(long forgotten) {
    this.forgotten = forgotten;
  }

  void append(Change change) {
    recent.addLast(change);
    if (recent.size() > KEPT) {
      forgotten = recent.removeFirst().object().revision();
    }
    watchers.forEach(watcher -> watcher.accept(change));
  }

  AutoCloseable subscribe(long after, long current, Consumer<Change> watcher) {
    if (after < forgotten || after > current) {
      throw ApiError.expired(after);
    }
    for (Change change : recent) {
      if (change.object().revision() > after) {
        watcher.accept(change);
      }
    }
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }
}
