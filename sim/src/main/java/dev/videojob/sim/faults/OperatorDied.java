package dev.videojob.sim.faults;

/**
 * The process of an operator is gone: nothing of it goes on. No code of the operator catches it.
 */
public final class OperatorDied extends Error {
  private static final long serialVersionUID = 1L;

  public OperatorDied() {
    super("the operator died", null, false, false);
  }
}
