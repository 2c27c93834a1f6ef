package dev.videojob.operator.calls;

import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;

/**
 * The Idempotency-Key of an attempt: that of the attempts before it, as long as no service answered
 * them. A call whose answer nobody knows is so the same call when it is made again, while one that
 * was answered with a failure is not answered with the same failure for ever.
 */
final class IdempotencyKey {
  static final String HEADER = "Idempotency-Key";

  private IdempotencyKey() {}

  static String of(String uid, VideoJobStatus status, Attempt attempt) {
    var first = attempt.number();
    for (var earlier : status.attempts().reversed()) {
      if (earlier.number() < attempt.number()) {
        if (earlier.exitCode() != null) {
          break;
        }
        first = earlier.number();
      }
    }
    return uid + "-" + first;
  }
}
