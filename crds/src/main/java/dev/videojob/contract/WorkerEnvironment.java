package dev.videojob.contract;

/** Names under which a worker finds its task and leaves its report. */
public final class WorkerEnvironment {
  /** Environment variable: path of the JSON {@link WorkerTask}, or {@link CommandTask}. */
  public static final String TASK_FILE = "VIDEOJOB_TASK_FILE";

  /** Environment variable of commands: path of the JSON object that is the work's payload. */
  public static final String PAYLOAD_FILE = "VIDEOJOB_PAYLOAD_FILE";

  /** Environment variable: path of the file that takes the JSON {@link WorkerReport}. */
  public static final String TERMINATION_LOG = "VIDEOJOB_TERMINATION_LOG";

  /** Environment variable: folder for scratch files. */
  public static final String SCRATCH_DIR = "VIDEOJOB_SCRATCH_DIR";

  /** Environment variable: CPU quota in whole cores, rounded up; the number of encoder threads. */
  public static final String CPU_LIMIT = "VIDEOJOB_CPU_LIMIT";

  /** Pod annotation that carries the JSON {@link WorkerTask}, or {@link CommandTask}. */
  public static final String TASK_ANNOTATION = "videojob.dev/task";

  /** Pod annotation of commands that carries the payload. */
  public static final String PAYLOAD_ANNOTATION = "videojob.dev/payload";

  /** Kubernetes cuts a termination message at this many bytes. */
  public static final int MAX_REPORT_BYTES = 4096;

  private WorkerEnvironment() {}
}
