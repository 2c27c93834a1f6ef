package dev.videojob.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerReport;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import dev.videojob.worker.report.ReportWriter;
import dev.videojob.worker.s3.S3Clients;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.s3.S3Client;

/** Does the task of one attempt and ends with its exit code. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Does one task: fetch, probe, encode, verify, publish, report.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final int SECONDS_TO_CLEAN_UP = 8;

  private final Map<String, String> environment;
  private final ObjectMapper json = TaskFile.json();
  private final Cancellation cancellation = new Cancellation();

  @Option(
      names = "--task",
      paramLabel = "FILE",
      description = "JSON file with the task. Default: the file that VIDEOJOB_TASK_FILE names.")
  private @Nullable Path taskFile;

  RunCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    CountDownLatch reported = new CountDownLatch(1);
    Thread stopper = new Thread(() -> stop(reported), "stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    // In a virtual thread an interrupt breaks off whatever the network is waited for.
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    Thread flow =
        Thread.ofVirtual()
            .name("worker")
            .unstarted(
                () -> {
                  exitCode.complete(work());
                  reported.countDown();
                });
    try (Cancellation.Registration _ = cancellation.onCancel(flow::interrupt)) {
      flow.start();
      return exitCode.join();
    }
  }

  /** SIGTERM: gives the attempt some seconds to take everything back. */
  private void stop(CountDownLatch reported) {
    cancellation.cancel(Cancellation.Cause.TERMINATED);
    try {
      if (!reported.await(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)) {
        LOG.warn("The attempt did not end in {} s", SECONDS_TO_CLEAN_UP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int work() {
    ReportWriter reports = new ReportWriter(json, ReportWriter.target(environment));
    WorkerTask task = null;
    try {
      task = TaskFile.read(taskPath(), json);
      LOG.info("job {}/{} attempt {}", task.jobNamespace(), task.jobName(), task.attempt());
      reports.write(attempt(task));
      return ExitCode.SUCCESS.code();
    } catch (WorkerFailure e) {
      LOG.info("The attempt failed: {}", e.sentence());
      LOG.debug("It failed because of this", e);
      reports.write(failed(task, e.reason(), e.sentence()));
      return e.exitCode().code();
    } catch (UncheckedIOException e) {
      LOG.error("The attempt failed", e);
      reports.write(failed(task, ExitCode.IO_ERROR.reason(), e.getMessage() + "."));
      return ExitCode.IO_ERROR.code();
    } catch (RuntimeException | Error e) {
      LOG.error("The attempt failed by a fault of the worker", e);
      reports.write(failed(task, "InternalError", "The worker met a fault of its own: " + e));
      return ExitCode.IO_ERROR.code();
    }
  }

  private WorkerReport attempt(WorkerTask task) {
    WorkerSettings settings = WorkerSettings.from(environment);
    FfmpegPrograms programs = FfmpegPrograms.locate(environment);
    try (S3Client s3 = S3Clients.create(environment)) {
      return new Worker(task, s3, programs, settings, json, cancellation, Clock.systemUTC()).run();
    }
  }

  private Path taskPath() {
    if (taskFile != null) {
      return taskFile;
    }
    String named = environment.get(WorkerEnvironment.TASK_FILE);
    if (named == null || named.isBlank()) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "There is no task: set " + WorkerEnvironment.TASK_FILE + " or give --task FILE.");
    }
    return Path.of(named);
  }

  private static WorkerReport failed(@Nullable WorkerTask task, String reason, String message) {
    String uid = task == null ? "" : task.jobUid();
    int attempt = task == null ? 0 : task.attempt();
    return new WorkerReport(uid, attempt, reason, message, null, List.of(), 0);
  }
}
