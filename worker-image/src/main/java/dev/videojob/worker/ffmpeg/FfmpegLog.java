package dev.videojob.worker.ffmpeg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What ffmpeg wrote to its standard error: the last lines, and what was counted among them. */
public final class FfmpegLog {
  private static final int KEPT_LINES = 50;
  private static final int KEPT_CHARACTERS = 300;
  private static final Pattern DAMAGE =
      Pattern.compile(
          "corrupt decoded frame|corrupt input packet|Error submitting packet|Decoding error"
              + "|error while decoding|Error while decoding|concealing \\d+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CUT_OFF =
      Pattern.compile("partial file|File ended prematurely|moov atom not found");
  private static final Pattern PREFIX = Pattern.compile("^(\\[[^\\]]*\\] ?)+");

  private final Deque<String> lines = new ArrayDeque<>();
  private long damages;
  private boolean cutOff;
  private String firstDamage = "";

  synchronized void add(String line) {
    if (line.isBlank() || line.contains(": no version information available")) {
      return;
    }
    if (DAMAGE.matcher(line).find() && damages++ == 0) {
      firstDamage = plain(line);
    }
    cutOff |= CUT_OFF.matcher(line).find();
    lines.addLast(line.length() > KEPT_CHARACTERS ? line.substring(0, KEPT_CHARACTERS) : line);
    if (lines.size() > KEPT_LINES) {
      lines.removeFirst();
    }
  }

  /** The last lines, oldest first. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** How many faults were met while media were decoded. */
  public synchronized long damages() {
    return damages;
  }

  /** The first of {@link #damages()} in ffmpeg's words, or nothing. */
  public synchronized String firstDamage() {
    return firstDamage;
  }

  /** Whether a reader met the end of the file before the end of the media. */
  public synchronized boolean cutOff() {
    return cutOff;
  }

  public synchronized boolean contains(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /** The last line in ffmpeg's words without its prefixes, or nothing. */
  public synchronized Optional<String> lastWords() {
    return Optional.ofNullable(lines.peekLast()).map(FfmpegLog::plain);
  }

  private static String plain(String line) {
    return PREFIX.matcher(line).replaceFirst("").strip();
  }
}
