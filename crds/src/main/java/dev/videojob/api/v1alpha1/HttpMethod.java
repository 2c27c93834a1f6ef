package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an http task calls its service. */
public enum HttpMethod {
  @JsonProperty("Get")
  GET(false),
  @JsonProperty("Post")
  POST(true),
  @JsonProperty("Put")
  PUT(true),
  @JsonProperty("Patch")
  PATCH(true),
  @JsonProperty("Delete")
  DELETE(false);

  private final boolean sendsBody;

  HttpMethod(boolean sendsBody) {
    this.sendsBody = sendsBody;
  }

  /** Whether a request of this method has a body. */
  public boolean sendsBody() {
    return sendsBody;
  }
}
