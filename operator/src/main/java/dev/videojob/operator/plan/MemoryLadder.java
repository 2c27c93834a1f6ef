package dev.videojob.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;

/** More memory after an OOM kill. */
public final class MemoryLadder {
  private static final long MEBIBYTE = 1 << 20;

  private MemoryLadder() {}

  /** Twice {@code limit}, but not above {@code ceiling}; both are Kubernetes quantities. */
  public static String next(String limit, String ceiling) {
    var doubled = bytes(limit) * 2;
    var next = Math.ceilDiv(doubled, MEBIBYTE) + "Mi";
    return exhausted(next, ceiling) ? ceiling : next;
  }

  /** Whether {@code limit} leaves no room below {@code ceiling}. */
  public static boolean exhausted(String limit, String ceiling) {
    return bytes(limit) >= bytes(ceiling);
  }

  /** The larger of two quantities, the first where they are equal. */
  public static String larger(String one, String other) {
    return bytes(other) > bytes(one) ? other : one;
  }

  private static long bytes(String quantity) {
    return Quantity.getAmountInBytes(Quantity.parse(quantity)).longValue();
  }
}
