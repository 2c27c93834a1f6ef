package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What makes two plain JSON messages the same work. */
public enum Identity {
  @JsonProperty("MessageId")
  MESSAGE_ID,
  @JsonProperty("MappedId")
  MAPPED_ID
}
