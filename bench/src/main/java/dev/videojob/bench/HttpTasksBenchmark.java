package dev.videojob.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.TaskSpecBuilder;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.calls.AllowedHosts;
import dev.videojob.operator.calls.HeaderSecrets;
import dev.videojob.operator.calls.HttpCalls;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.plan.Work;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * What calls of http tasks cost that wait for their answers: the heap of this process before and
 * while all of them are at a service that accepts and says nothing. VideoJobs with payloads of 1
 * KiB, and the sockets of that service, are in the figure.
 *
 * <p>Arguments: calls (default 1000).
 */
public final class HttpTasksBenchmark {
  private static final double GOAL_MEBIBYTES = 64;
  private static final int BACKLOG = 1000;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private HttpTasksBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    Queue<Socket> connected = new ConcurrentLinkedQueue<>();
    try (var service = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        var calls =
            new HttpCalls(
                count,
                AllowedHosts.parse(List.of("127.0.0.1")),
                new HeaderSecrets((_, _) -> null),
                _ -> {},
                new ObjectMapper(),
                InstantSource.system())) {
      Thread.ofVirtual().start(() -> accept(service, connected));
      begin(calls, 1, service.getLocalPort());
      await(connected, 1);
      var before = usedMebibytes();
      begin(calls, count, service.getLocalPort());
      await(connected, count);
      report(count, usedMebibytes() - before);
    }
  }

  private static void accept(ServerSocket service, Queue<Socket> connected) {
    try {
      while (true) {
        connected.add(service.accept());
      }
    } catch (IOException closed) {
      // The benchmark is over.
    }
  }

  /** Those that are made already are not made again. */
  private static void begin(HttpCalls calls, int count, int port) {
    for (var i = 0; i < count; i++) {
      var job = job(i, port);
      var terms =
          new TermsOfWork("1Gi")
              .of(job, null, TermsOfWork.Profiles.BUILT_IN, _ -> Optional.empty());
      if (terms instanceof Terms.Agreed agreed && agreed.work() instanceof Work.Call call) {
        calls.begin(job, job.getStatus().attempts().getLast(), agreed, call);
      }
    }
  }

  private static VideoJob job(int number, int port) {
    var http =
        TaskSpecHttpBuilder.builder().url("http://127.0.0.1:" + port + "/").timeoutSeconds(600);
    var job = new VideoJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("bench")
            .withName("call-" + number)
            .withUid("uid-" + number)
            .build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .task(TaskSpecBuilder.builder().http(http.build()).build())
            .payload(new ObjectMapper().createObjectNode().put("text", "x".repeat(1000) + number))
            .build());
    job.setStatus(
        VideoJobStatusBuilder.builder()
            .attempts(
                List.of(
                    VideoJobStatusAttemptBuilder.builder()
                        .number(1)
                        .jobName("call-" + number + "-1")
                        .decidedAt(Instant.now().toString())
                        .build()))
            .build());
    return job;
  }

  private static void await(Queue<Socket> connected, int count) {
    var deadline = Instant.now().plus(LONGEST);
    while (connected.size() < count) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "only %d of %d calls came".formatted(connected.size(), count));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static double usedMebibytes() {
    return ThisProcess.heapBytes() / 1048576.0;
  }

  private static void report(int count, double mebibytes) {
    System.out.printf(
        Locale.ROOT,
        "%d calls that wait: %.1f MiB of heap, %.1f KiB each; no pod, %d threads of the machine;"
            + " %.2f of the goal of %.0f MiB%n",
        count,
        mebibytes,
        mebibytes * 1024 / count,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        mebibytes / GOAL_MEBIBYTES,
        GOAL_MEBIBYTES);
  }
}
