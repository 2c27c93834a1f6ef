package dev.videojob.worker.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.contract.WorkerReport;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.Cancellation;
import dev.videojob.worker.Worker;
import dev.videojob.worker.WorkerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Runs the worker in this process against a test's S3. */
public final class TestWorker {
  public static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final TestS3 s3;
  private final Path scratch;

  public TestWorker(TestS3 s3, Path scratch) {
    this.s3 = s3;
    this.scratch = scratch;
  }

  /** A task for the object {@code key} of the bucket {@code uploads}. */
  public static WorkerTask task(String uid, int attempt, String key, TranscodeProfileSpec profile) {
    return new WorkerTask(
        "default",
        "job-" + uid,
        uid,
        attempt,
        "s3://" + TestS3.IN + "/" + key,
        null,
        null,
        null,
        "s3://" + TestS3.OUT + "/" + uid,
        "test",
        profile,
        60,
        null);
  }

  /** The built-in profile of that name. */
  public static TranscodeProfileSpec profile(String name) {
    return BuiltInProfiles.find(name).orElseThrow();
  }

  /**
   * Uploads {@code file} and makes of it what {@code profile} says, under the prefix {@code uid}.
   */
  public WorkerReport transcode(String uid, Path file, TranscodeProfileSpec profile) {
    String key = uid + "/" + file.getFileName();
    s3.upload(key, file);
    return run(task(uid, 1, key, profile));
  }

  /** Does a task. */
  public WorkerReport run(WorkerTask task) {
    return run(task, new Cancellation());
  }

  /** Does a task that can be stopped. */
  public WorkerReport run(WorkerTask task, Cancellation cancellation) {
    WorkerSettings settings = new WorkerSettings(scratch, 2, Duration.ofMillis(100));
    return new Worker(
            task, s3.client(), Media.programs(), settings, JSON, cancellation, Clock.systemUTC())
        .run();
  }
}
