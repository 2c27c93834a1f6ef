package dev.videojob.bench.cluster;

import dev.videojob.bench.HttpProbe;
import dev.videojob.bench.JavaHeap;
import dev.videojob.bench.ProcessCpu;
import dev.videojob.operator.OperatorMain;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operator as its image runs it, in a process of its own, for one namespace. */
final class OperatorProgram implements AutoCloseable {
  static final int HEAP_MEBIBYTES = 512;
  private static final Duration ASK_EVERY = Duration.ofMillis(10);

  private final ChildProgram program;
  private final Duration startedIn;

  private OperatorProgram(ChildProgram program, Duration startedIn) {
    this.program = program;
    this.startedIn = startedIn;
  }

  /** The command that starts another build's operator from a folder of jars. */
  static List<String> ofJars(Path library) {
    return List.of(
        ChildProgram.java(),
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-cp",
        library + "/*",
        OperatorMain.class.getName());
  }

  /**
   * What all operators of a run have in common.
   *
   * @param command the words that start it, the first of which is {@code java}
   */
  record Settings(List<String> command, Path kubeconfig, URI sqs, Path logs) {}

  /**
   * Starts one and waits until it says that it is ready.
   *
   * @param name of its log
   * @throws IllegalStateException if it is not within {@code most}
   */
  static OperatorProgram start(
      Settings settings, String name, BenchNamespace namespace, Duration most)
      throws InterruptedException {
    var port = FreePort.any();
    var command = new ArrayList<>(settings.command());
    command.add(1, "-Xmx" + HEAP_MEBIBYTES + "m");
    var log = settings.logs().resolve(name + ".log");
    var from = System.nanoTime();
    var program = ChildProgram.start(log, command, environment(settings, namespace, port));
    try {
      var probe = URI.create("http://127.0.0.1:" + port + "/readyz");
      HttpProbe.await(probe, ASK_EVERY, most, program::lives);
      return new OperatorProgram(program, Duration.ofNanos(System.nanoTime() - from));
    } catch (IllegalStateException e) {
      program.close();
      throw new IllegalStateException("the operator did not start, see " + log, e);
    }
  }

  private static Map<String, String> environment(
      Settings settings, BenchNamespace namespace, int port) {
    var environment = new HashMap<String, String>();
    environment.put("KUBECONFIG", settings.kubeconfig().toString());
    environment.put("AWS_REGION", Sqs.REGION);
    environment.put("AWS_ACCESS_KEY_ID", Sqs.ACCESS_KEY);
    environment.put("AWS_SECRET_ACCESS_KEY", Sqs.ACCESS_KEY);
    environment.put("VIDEOJOB_NAMESPACES", namespace.name());
    environment.put("VIDEOJOB_HTTP_HOST", "127.0.0.1");
    environment.put("VIDEOJOB_HTTP_PORT", String.valueOf(port));
    environment.put("VIDEOJOB_MAX_JOBS", String.valueOf(BenchNamespace.ROOM));
    environment.put("VIDEOJOB_WORKER_IMAGE", "videojob.dev/worker:bench");
    return environment;
  }

  /** From the start of its process to its first answer that it is ready. */
  Duration startedIn() {
    return startedIn;
  }

  Duration cpu() {
    return ProcessCpu.of(program.pid());
  }

  double heapMebibytes() throws InterruptedException {
    return JavaHeap.usedMebibytes(program.pid());
  }

  @Override
  public void close() {
    program.close();
  }
}
