package dev.videojob.operator.intake;

/**
 * The place of a piece of work in its message.
 *
 * @param index from 0
 * @param count pieces of work in the message
 */
record RecordPlace(int index, int count) {
  static final RecordPlace ONLY = new RecordPlace(0, 1);

  boolean alone() {
    return count == 1;
  }
}
