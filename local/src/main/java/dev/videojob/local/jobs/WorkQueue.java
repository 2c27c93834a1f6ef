package dev.videojob.local.jobs;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Keys to work on: each waits at most once, and is worked on by one worker at a time. */
final class WorkQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Set<String> running = new HashSet<>();

  void add(String key) {
    lock.lock();
    try {
      waiting.add(key);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next key that nobody works on; {@link #done} must follow. */
  String take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        for (Iterator<String> keys = waiting.iterator(); keys.hasNext(); ) {
          String key = keys.next();
          if (running.add(key)) {
            keys.remove();
            return key;
          }
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void done(String key) {
    lock.lock();
    try {
      running.remove(key);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
