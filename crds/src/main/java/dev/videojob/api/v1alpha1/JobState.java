package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a VideoJob stands. */
public enum JobState {
  @JsonProperty("Queued")
  QUEUED,
  @JsonProperty("Starting")
  STARTING,
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("Retrying")
  RETRYING,
  @JsonProperty("Succeeded")
  SUCCEEDED,
  @JsonProperty("DeadLettered")
  DEAD_LETTERED,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("Cancelled")
  CANCELLED;

  /** Whether nothing more will happen to the work itself. */
  public boolean terminal() {
    return switch (this) {
      case SUCCEEDED, DEAD_LETTERED, FAILED, CANCELLED -> true;
      case QUEUED, STARTING, RUNNING, RETRYING -> false;
    };
  }
}
