package dev.videojob.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The heap of another Java process, asked by {@code jcmd}; it must use the serial collector. */
public final class JavaHeap {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /** Young and tenured generation; what follows them in the answer is no heap. */
  private static final int GENERATIONS = 2;

  private JavaHeap() {}

  /** What is still used after a full collection, in MiB. */
  public static double usedMebibytes(long pid) throws InterruptedException {
    jcmd(pid, "GC.run");
    return USED.matcher(jcmd(pid, "GC.heap_info"))
            .results()
            .limit(GENERATIONS)
            .mapToLong(found -> Long.parseLong(found.group(1)))
            .sum()
        / 1024.0;
  }

  private static String jcmd(long pid, String command) throws InterruptedException {
    var program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var process = new ProcessBuilder(program, String.valueOf(pid), command).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("jcmd " + command + " of " + pid + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException("jcmd cannot be run", e);
    }
  }
}
