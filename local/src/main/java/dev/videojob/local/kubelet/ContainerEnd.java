package dev.videojob.local.kubelet;

import java.time.Instant;

/**
 * How a container ended.
 *
 * @param exitCode its exit code; 128 plus the signal's number if a signal ended it
 * @param reason {@code Completed}, {@code Error}, {@code OOMKilled} or {@code StartError}
 * @param message its termination message
 * @param startedAt when it started
 * @param finishedAt when it ended
 */
record ContainerEnd(
    int exitCode, String reason, String message, Instant startedAt, Instant finishedAt) {
  boolean succeeded() {
    return exitCode == 0;
  }
}
