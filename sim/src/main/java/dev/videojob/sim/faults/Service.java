package dev.videojob.sim.faults;

/** What an operator calls. */
public enum Service {
  API_SERVER,
  SOURCE_QUEUE,
  DEAD_LETTER_QUEUE,
  PROCESSED_QUEUE,
  METADATA_STORE
}
