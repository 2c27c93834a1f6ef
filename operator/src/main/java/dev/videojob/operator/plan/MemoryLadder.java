package dev.videojob.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;

/** More memory after an OOM kill. */
public final class MemoryLadder {
  private MemoryLadder() {}

  /** Twice {@code limit}, but not above {@code ceiling}; both are Kubernetes quantities. */
  public static String next(String limit, String ceiling) {
    var doubled = bytes(limit) * 2;
    return doubled >= bytes(ceiling) ? ceiling : doubled / (1 << 20) + "Mi";
  }

  /** Whether {@code limit} leaves no room below {@code ceiling}. */
  public static boolean exhausted(String limit, String ceiling) {
    return bytes(limit) >= bytes(ceiling);
  }

  private static long bytes(String quantity) {
    return Quantity.getAmountInBytes(Quantity.parse(quantity)).longValue();
  }
}
