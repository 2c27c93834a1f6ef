package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A day of the week. */
public enum Weekday {
  @JsonProperty("Monday")
  MONDAY,
  @JsonProperty("Tuesday")
  TUESDAY,
  @JsonProperty("Wednesday")
  WEDNESDAY,
  @JsonProperty("Thursday")
  THURSDAY,
  @JsonProperty("Friday")
  FRIDAY,
  @JsonProperty("Saturday")
  SATURDAY,
  @JsonProperty("Sunday")
  SUNDAY
}
