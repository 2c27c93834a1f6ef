package dev.videojob.local.journey;

import dev.videojob.local.command.WorkerProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Shell scripts that stand for images of workers. */
final class Scripts {
  private Scripts() {}

  /** The command that runs {@code text}. */
  static List<String> of(String text) {
    return List.of("/bin/sh", "-c", text);
  }

  /** The real worker, as a script names it. */
  static String worker() {
    return WorkerProgram.command().stream()
        .map(part -> "'" + part + "'")
        .collect(Collectors.joining(" "));
  }

  /**
   * Stands for a worker that has much to do: it notes the source, the uid and the attempt of its
   * task, is busy, and leaves a report of success (docs/worker.md) without outputs.
   *
   * @param busy for how long at least
   * @param notes takes a line of each worker that starts
   * @param mayEnd none ends before this file is there
   */
  static List<String> standInForAWorker(Duration busy, Path notes, Path mayEnd) {
    return of(
        """
        of_task() { sed -E 's/.*"'"$1"'":"?([^",}]*).*/\\1/' "$VIDEOJOB_TASK_FILE"; }
        uid=$(of_task jobUid)
        attempt=$(of_task attempt)
        echo "$(of_task source) $uid $attempt" >> '%s'
        sleep %d
        while [ ! -e '%s' ]; do sleep 1; done
        report='{"jobUid":"%%s","attempt":%%s,"reason":"Succeeded","message":"Nothing was made."}'
        printf "$report" "$uid" "$attempt" > "$VIDEOJOB_TERMINATION_LOG"
        """
            .formatted(notes, busy.toSeconds(), mayEnd));
  }
}
