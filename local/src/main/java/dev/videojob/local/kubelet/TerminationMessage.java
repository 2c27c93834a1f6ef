package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what a container left to say about its end. */
final class TerminationMessage {
  private static final int MAX_BYTES = 4096;
  private static final int MAX_LOG_BYTES = 2048;
  private static final int MAX_LOG_LINES = 80;

  private TerminationMessage() {}

  /**
   * The message: the first 4,096 bytes of the file, or the end of the log if the container asks for
   * that, failed, and wrote nothing.
   */
  static String read(Container container, Path file, Path log, int exitCode) {
    try {
      String message = Files.exists(file) ? head(file) : "";
      boolean useLog =
          "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy())
              && exitCode != 0
              && message.isEmpty();
      return useLog && Files.exists(log) ? tail(log) : message;
    } catch (IOException e) {
      return "Error on reading termination log: " + e.getMessage();
    }
  }

  private static String head(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static String tail(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      int length = (int) Math.min(MAX_LOG_BYTES, file.length());
      byte[] end = new byte[length];
      file.seek(file.length() - length);
      file.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      int from = Math.max(0, lines.size() - MAX_LOG_LINES);
      return String.join("\n", lines.subList(from, lines.size())) + "\n";
    }
  }
}
