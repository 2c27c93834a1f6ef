package dev.videojob.local.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the pods' processes and removes their directories when this JVM is killed in a way that lets
 * it do nothing itself.
 *
 * <p>A shell waits for the end of its standard input, which comes when this JVM is gone, whatever
 * ended it. Only on Linux: elsewhere a killed JVM leaves its pods behind.
 */
final class OrphanReaper implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      while read -r _; do :; done
      for p in /proc/[0-9]*; do
        case "$(readlink "$p/cwd" 2>/dev/null)" in
          "$1"/*) kill -9 "${p#/proc/}" 2>/dev/null; continue ;;
        esac
        grep -qsF "TMPDIR=$1/" "$p/environ" && kill -9 "${p#/proc/}" 2>/dev/null
      done
      rm -rf "$1"
      """;

  private final @Nullable Process shell;

  private OrphanReaper(@Nullable Process shell) {
    this.shell = shell;
  }

  /**
   * Starts watching over a directory.
   *
   * @param directory where the pods' directories are; removed at the end
   */
  static OrphanReaper watchOver(Path directory) {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return new OrphanReaper(null);
    }
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "videojob-orphan-reaper", directory.toString())
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    try {
      return new OrphanReaper(builder.start());
    } catch (IOException e) {
      return new OrphanReaper(null);
    }
  }

  /** Lets the shell do its work now, as a last sweep, and waits for its end. */
  @Override
  public void close() {
    if (shell == null) {
      return;
    }
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(3, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      shell.destroyForcibly();
    }
  }
}
