package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a VideoJob waits. */
public enum WaitingReason {
  @JsonProperty("QueueLimit")
  QUEUE_LIMIT,
  @JsonProperty("ClassLimit")
  CLASS_LIMIT,
  @JsonProperty("OperatorLimit")
  OPERATOR_LIMIT,
  @JsonProperty("NamespaceLimit")
  NAMESPACE_LIMIT,
  @JsonProperty("Suspended")
  SUSPENDED,
  @JsonProperty("BackOff")
  BACK_OFF,
  /** The VideoQueue that the job names does not exist. */
  @JsonProperty("QueueMissing")
  QUEUE_MISSING
}
