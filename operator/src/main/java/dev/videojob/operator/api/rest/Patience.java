package dev.videojob.operator.api.rest;

import java.time.Duration;

/**
 * How long a connection is waited for.
 *
 * @param idle for its next byte, or its next request
 * @param body for the whole body of a request
 * @param write for the caller to take an answer, or an event
 */
record Patience(Duration idle, Duration body, Duration write) {
  static final Patience DEFAULT =
      new Patience(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(30));
}
