package dev.videojob.operator.slots;

/**
 * Attempts that may live at once, whatever queues allow.
 *
 * @param operator over all queues
 * @param namespace in one namespace
 */
public record Ceilings(int operator, int namespace) {
  /** Without a bound for a namespace. */
  public static Ceilings of(int operator) {
    return new Ceilings(operator, operator);
  }
}
