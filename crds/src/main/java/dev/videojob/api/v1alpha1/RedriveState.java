package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a DeadLetterRedrive stands. */
public enum RedriveState {
  /** Something that it needs is not there yet. */
  @JsonProperty("Waiting")
  WAITING,
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("Complete")
  COMPLETE,
  @JsonProperty("Failed")
  FAILED;

  /** Whether nothing more will happen. */
  public boolean terminal() {
    return switch (this) {
      case COMPLETE, FAILED -> true;
      case WAITING, RUNNING -> false;
    };
  }
}
