package dev.videojob.operator.slots;

/** A VideoQueue by its place. */
public record QueueKey(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
