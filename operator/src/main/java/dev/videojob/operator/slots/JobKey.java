package dev.videojob.operator.slots;

/** A VideoJob by its place. */
public record JobKey(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
