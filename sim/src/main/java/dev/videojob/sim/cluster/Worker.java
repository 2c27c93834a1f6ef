package dev.videojob.sim.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides what a pod's worker does with its task. */
public interface Worker {
  /**
   * What an attempt does.
   *
   * @param name of the VideoJob
   * @param uid of the VideoJob
   * @param attempt its number
   * @param memoryMebibytes what the pod may use
   */
  Plan plan(String name, String uid, int attempt, long memoryMebibytes);

  /**
   * The last step of an attempt that has gone well: the outputs are published, unless the work was
   * before.
   */
  void publish(String name, String uid, int attempt);

  /**
   * An attempt.
   *
   * @param takes from the start of the pod to its end
   * @param exitCode 0 publishes, just before the end
   * @param killedForMemory whether the kernel ends it
   */
  record Plan(Duration takes, int exitCode, @Nullable String reason, boolean killedForMemory) {}
}
