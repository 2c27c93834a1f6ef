package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One HTTP answer.
 *
 * @param code the status code
 * @param contentType the media type
 * @param body the text
 */
record ApiResponse(int code, String contentType, String body) {
  private static final String JSON = "application/json";

  static ApiResponse ok(String json) {
    return new ApiResponse(200, JSON, json);
  }

  static ApiResponse of(int code, JsonNode json) {
    return new ApiResponse(code, JSON, json.toString());
  }

  static ApiResponse text(String text) {
    return new ApiResponse(200, "text/plain", text);
  }
}
