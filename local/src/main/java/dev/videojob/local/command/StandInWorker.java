package dev.videojob.local.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that stands for a worker where very many are wanted: it costs next to nothing, is busy,
 * makes nothing, and leaves a report of success (docs/worker.md) without outputs.
 *
 * @param busy for how long at least
 * @param notes takes the source, uid and attempt of each task that is begun, a line each
 * @param mayEnd a file; none ends before it is there
 */
public record StandInWorker(Duration busy, @Nullable Path notes, @Nullable Path mayEnd) {
  private static final String BEGIN =
      """
      of_task() { sed -E 's/.*"'"$1"'":"?([^",}]*).*/\\1/' "$VIDEOJOB_TASK_FILE"; }
      uid=$(of_task jobUid)
      attempt=$(of_task attempt)
      """;

  private static final String REPORT =
      """
      report='{"jobUid":"%s","attempt":%s,"reason":"Succeeded","message":"Nothing was made."}'
      printf "$report" "$uid" "$attempt" > "$VIDEOJOB_TERMINATION_LOG"
      """;

  /** One that takes {@code busy}. */
  public static StandInWorker busyFor(Duration busy) {
    return new StandInWorker(busy, null, null);
  }

  /** The command that stands for its image. */
  public List<String> command() {
    var script = new StringBuilder(BEGIN);
    if (notes != null) {
      script.append("echo \"$(of_task source) $uid $attempt\" >> '%s'\n".formatted(notes));
    }
    script.append("sleep %d\n".formatted(busy.toSeconds()));
    if (mayEnd != null) {
      script.append("while [ ! -e '%s' ]; do sleep 1; done\n".formatted(mayEnd));
    }
    return List.of("/bin/sh", "-c", script.append(REPORT).toString());
  }
}
