package dev.videojob.bench;

import java.lang.management.ManagementFactory;

/** What a benchmark itself uses, as this Java process tells it. */
final class ThisProcess {
  private ThisProcess() {}

  /** CPU time of the calling thread so far. */
  static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Bytes of the heap that are still used after a full collection. */
  static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
