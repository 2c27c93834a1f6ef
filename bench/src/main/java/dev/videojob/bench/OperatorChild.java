package dev.videojob.bench;

import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.OperatorMain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** An operator as a process of its own, so that what it costs is its own too. */
final class OperatorChild implements AutoCloseable {
  /** It tells of every class that it cannot keep. */
  private static final String QUIET = "-Xlog:disable";

  private final Process process;
  private final int port;

  private OperatorChild(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one and waits until its caches are filled. */
  static OperatorChild start(LocalStack stack, int heapMebibytes, Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(stack, heapMebibytes, settings, List.of());
  }

  /** Starts one as its image does, with an ahead-of-time cache, which {@link #train} has made. */
  static OperatorChild startTrained(
      LocalStack stack, int heapMebibytes, Map<String, String> settings, Path cache)
      throws IOException, InterruptedException {
    return start(stack, heapMebibytes, settings, List.of("-XX:AOTCache=" + cache, QUIET));
  }

  /** Starts and stops one, and writes down what it loaded and compiled. */
  static void train(LocalStack stack, int heapMebibytes, Path cache)
      throws IOException, InterruptedException {
    start(stack, heapMebibytes, Map.of(), List.of("-XX:AOTCacheOutput=" + cache, QUIET)).close();
    if (!Files.exists(cache)) {
      throw new IllegalStateException("the operator wrote no ahead-of-time cache at its end");
    }
  }

  private static OperatorChild start(
      LocalStack stack, int heapMebibytes, Map<String, String> settings, List<String> flags)
      throws IOException, InterruptedException {
    var endpoints = stack.endpoints();
    var port = stack.operatorConfig().http().port();
    var arguments = new ArrayList<String>();
    arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    arguments.addAll(List.of("-XX:+UseSerialGC", "-Xmx" + heapMebibytes + "m"));
    arguments.addAll(flags);
    arguments.add("-Dlogback.configurationFile=videojob-local-logback.xml");
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.add(OperatorMain.class.getName());
    var command = new ProcessBuilder(arguments);
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
    HttpProbe.await(probe, Duration.ofMillis(50), Duration.ofMinutes(3), process::isAlive);
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
