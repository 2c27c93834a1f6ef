package dev.videojob.worker.s3;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in the contract's words what an error of S3 means. */
public final class S3Failures {
  private S3Failures() {}

  /**
   * The failure that {@code error} is.
   *
   * @param what the object that was asked for
   */
  public static WorkerFailure of(SdkException error, String what) {
    if (!(error instanceof AwsServiceException answer)) {
      return new WorkerFailure(
          ExitCode.IO_ERROR, "S3 could not be reached for " + what + ": " + cause(error), error);
    }
    return switch (answer.statusCode()) {
      case 404 ->
          new WorkerFailure(
              ExitCode.SOURCE_GONE, what + " does not exist" + code(answer) + ".", error);
      case 412 -> new WorkerFailure(ExitCode.SOURCE_GONE, changed(what), error);
      case 401, 403 ->
          new WorkerFailure(
              ExitCode.BAD_CONFIGURATION,
              "Access to %s was denied%s; give the worker's role the right to it."
                  .formatted(what, code(answer)),
              error);
      case 429, 503 ->
          new WorkerFailure(
              ExitCode.THROTTLED, "S3 asked to slow down" + code(answer) + ".", error);
      default -> other(answer, what);
    };
  }

  /** The sentence for a source that is no longer what the task names. */
  public static String changed(String what) {
    return what + " was changed or replaced after the job was made.";
  }

  private static WorkerFailure other(AwsServiceException answer, String what) {
    if (answer.isThrottlingException()) {
      return new WorkerFailure(
          ExitCode.THROTTLED, "S3 asked to slow down" + code(answer) + ".", answer);
    }
    return new WorkerFailure(
        ExitCode.IO_ERROR,
        "S3 answered %d for %s%s.".formatted(answer.statusCode(), what, code(answer)),
        answer);
  }

  private static String code(AwsServiceException answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null || code.isBlank() ? "" : " (" + code + ")";
  }

  private static String cause(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
