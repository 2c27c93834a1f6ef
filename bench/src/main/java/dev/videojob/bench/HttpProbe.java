package dev.videojob.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks a probe of a program until it says yes. */
public final class HttpProbe {
  private static final int OK = 200;

  private HttpProbe() {}

  /**
   * Returns when the probe answers 200.
   *
   * @param every time between two questions
   * @param lives whether it is worth asking on
   * @throws IllegalStateException if it is not, or after {@code most}
   */
  public static void await(URI probe, Duration every, Duration most, BooleanSupplier lives)
      throws InterruptedException {
    var request = HttpRequest.newBuilder(probe).timeout(Duration.ofSeconds(5)).build();
    var deadline = Instant.now().plus(most);
    try (var http = HttpClient.newHttpClient()) {
      while (lives.getAsBoolean() && Instant.now().isBefore(deadline)) {
        if (says(http, request)) {
          return;
        }
        LockSupport.parkNanos(every.toNanos());
      }
    }
    throw new IllegalStateException(
        lives.getAsBoolean()
            ? probe + " did not say yes within " + most.toSeconds() + " s"
            : "the program of " + probe + " has ended");
  }

  private static boolean says(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }
}
