package dev.videojob.images.start;

import dev.videojob.images.program.ProgramFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One run of the operator as its image has it, on this machine. */
final class OperatorRun implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(3);

  private final Process process;
  private final int port;
  private final long begin;

  private OperatorRun(Process process, int port, long begin) {
    this.process = process;
    this.port = port;
    this.begin = begin;
  }

  /**
   * Starts it.
   *
   * @param options of the ahead-of-time cache
   * @param log takes what it prints
   */
  static OperatorRun start(
      ProgramFiles operator,
      Path javaHome,
      List<String> options,
      PlatformProcess platform,
      Path log) {
    int port = freePort();
    var builder =
        new ProcessBuilder(operator.commandHere(javaHome, options))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("VIDEOJOB_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(platform.operatorEnvironment(port));
    try {
      long begin = System.nanoTime();
      return new OperatorRun(builder.start(), port, begin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for readiness; answers how long it took since the process was started. */
  Duration awaitReady() {
    Waiting.until("the operator is ready", READY, this::isReady);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the operator ended with exit code " + process.exitValue() + " before it was ready");
    }
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(1000);
      int code = connection.getResponseCode();
      connection.disconnect();
      return code == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** The processor time that it has used. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it as Kubernetes does, and waits for its end. */
  @Override
  public void close() {
    Waiting.end(process);
  }
}
