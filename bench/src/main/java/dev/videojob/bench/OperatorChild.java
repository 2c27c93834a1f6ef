package dev.videojob.bench;

import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.OperatorMain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** An operator as a process of its own, so that what it costs is its own too. */
final class OperatorChild implements AutoCloseable {
  private final Process process;
  private final int port;

  private OperatorChild(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one and waits until its caches are filled. */
  static OperatorChild start(LocalStack stack, int heapMebibytes, Map<String, String> settings)
      throws IOException, InterruptedException {
    var endpoints = stack.endpoints();
    var port = stack.operatorConfig().http().port();
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx" + heapMebibytes + "m",
            "-Dlogback.configurationFile=videojob-local-logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            OperatorMain.class.getName());
    command
        .environment()
        .putAll(
            Map.of(
                "KUBERNETES_MASTER", endpoints.kubernetes().toString(),
                "KUBERNETES_NAMESPACE", LocalStack.NAMESPACE,
                "AWS_REGION", endpoints.region(),
                "AWS_ACCESS_KEY_ID", endpoints.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", endpoints.secretAccessKey(),
                "MONGODB_URI", endpoints.mongo().toString(),
                "VIDEOJOB_HTTP_PORT", String.valueOf(port),
                "VIDEOJOB_LOG_LEVEL", "WARN"));
    command.environment().putAll(settings);
    var child = new OperatorChild(command.inheritIO().start(), port);
    child.awaitReady();
    return child;
  }

  private void awaitReady() throws InterruptedException {
    var probe = URI.create("http://127.0.0.1:" + port + "/readyz");
    HttpProbe.await(probe, Duration.ofMillis(200), Duration.ofMinutes(3), process::isAlive);
  }

  /** What is used of the heap after a full collection. */
  double usedMebibytes() throws InterruptedException {
    return JavaHeap.usedMebibytes(process.pid());
  }

  /** CPU time that it has used since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Waits until it does next to nothing, as what is under way holds memory of its own. */
  void awaitQuiet() {
    var deadline = Instant.now().plus(Duration.ofMinutes(1));
    for (var before = cpu(); Instant.now().isBefore(deadline); before = cpu()) {
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
      if (cpu().minus(before).compareTo(Duration.ofMillis(500)) < 0) {
        return;
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
