package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why an attempt failed, by what helps against it. */
public enum FailureClass {
  /** The input or the request is at fault: no retry can help. */
  @JsonProperty("Permanent")
  PERMANENT,
  /** The surroundings are at fault: a retry may help. */
  @JsonProperty("Transient")
  TRANSIENT,
  /** More memory may help. */
  @JsonProperty("Resource")
  RESOURCE,
  /** The pod was moved away: replaced free of charge. */
  @JsonProperty("Disruption")
  DISRUPTION,
  /** The attempt took longer than it may. */
  @JsonProperty("Timeout")
  TIMEOUT,
  /** The pod never started. */
  @JsonProperty("Start")
  START,
  /** A person or a deletion ended it. */
  @JsonProperty("Cancelled")
  CANCELLED
}
