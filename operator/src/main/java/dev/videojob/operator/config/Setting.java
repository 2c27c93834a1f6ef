package dev.videojob.operator.config;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of the operator: its environment variable, its place in the YAML file, its default
 * and its meaning. The help text, the reference page and the reading of settings all come from
 * here.
 */
public enum Setting {
  NAMESPACES(
      "VIDEOJOB_NAMESPACES",
      "namespaces",
      "",
      "Namespaces to watch, separated by commas. Empty: all."),
  HTTP_HOST("VIDEOJOB_HTTP_HOST", "http.host", "0.0.0.0", "Address that the HTTP server binds to."),
  HTTP_PORT(
      "VIDEOJOB_HTTP_PORT",
      "http.port",
      "8080",
      "Port of health, metrics and progress; 0 takes any free one."),
  PROGRESS_URL(
      "VIDEOJOB_PROGRESS_URL",
      "http.progressUrl",
      "",
      "Address under which worker pods reach this server, such as http://videojob-operator.videojob:8080."
          + " Empty: workers report no progress."),
  API_ENABLED(
      "VIDEOJOB_API_ENABLED",
      "api.enabled",
      "false",
      "true serves the HTTP API (docs/http-api.md) on a port of its own; then api.access must be set."),
  API_HOST("VIDEOJOB_API_HOST", "api.host", "0.0.0.0", "Address that the HTTP API binds to."),
  API_PORT("VIDEOJOB_API_PORT", "api.port", "8081", "Port of the HTTP API; 0 takes any free one."),
  API_ACCESS(
      "VIDEOJOB_API_ACCESS",
      "api.access",
      "",
      "Who may use the HTTP API. cluster: whoever has a token of the cluster, as far as its RBAC lets"
          + " them; tokens: whoever has a token of api.tokensDirectory; none: everybody who reaches"
          + " the port."),
  API_TOKEN_AUDIENCE(
      "VIDEOJOB_API_TOKEN_AUDIENCE",
      "api.tokenAudience",
      "",
      "Audience that a token of the cluster must be meant for. Empty: that of the API server."),
  API_TOKENS_DIRECTORY(
      "VIDEOJOB_API_TOKENS_DIRECTORY",
      "api.tokensDirectory",
      "",
      "Folder with a file for each caller, such as a mounted Secret: its name is the caller's, its"
          + " content the token, at least 32 characters. It is read again when it changes."),
  API_NAMESPACE(
      "VIDEOJOB_API_NAMESPACE",
      "api.namespace",
      "default",
      "Namespace of requests of the HTTP API that name none."),
  API_JOB_TTL_SECONDS(
      "VIDEOJOB_API_JOB_TTL_SECONDS",
      "api.jobTtlSeconds",
      "604800",
      "Seconds for which a VideoJob of the HTTP API is kept once it has ended, unless its request says"
          + " otherwise, 0 to 31536000. Until then its Idempotency-Key is known."),
  API_MAX_BODY_BYTES(
      "VIDEOJOB_API_MAX_BODY_BYTES",
      "api.maxBodyBytes",
      "262144",
      "Bytes that a request of the HTTP API may have, 1024 to 1048576."),
  API_REQUESTS_PER_SECOND(
      "VIDEOJOB_API_REQUESTS_PER_SECOND",
      "api.requestsPerSecond",
      "100",
      "Requests a second that one caller of the HTTP API may make of one replica, 1 to 100000."),
  API_MAX_CONCURRENT(
      "VIDEOJOB_API_MAX_CONCURRENT",
      "api.maxConcurrent",
      "64",
      "Requests of the HTTP API that one replica works on at once, 1 to 10000."),
  API_MAX_STREAMS(
      "VIDEOJOB_API_MAX_STREAMS",
      "api.maxStreams",
      "200",
      "Streams of events that one replica serves at once, 0 to 10000. Each is a watch of the API"
          + " server."),
  API_CORS_ORIGINS(
      "VIDEOJOB_API_CORS_ORIGINS",
      "api.corsOrigins",
      "",
      "Origins whose pages may use the HTTP API in a browser, such as https://studio.example.org,"
          + " separated by commas. Empty: none."),
  LEADER_ELECTION(
      "VIDEOJOB_LEADER_ELECTION",
      "leaderElection.enabled",
      "false",
      "true makes replicas elect one leader by a Lease."),
  LEADER_LEASE_NAME(
      "VIDEOJOB_LEADER_LEASE_NAME",
      "leaderElection.leaseName",
      "videojob-operator",
      "Name of that Lease, and of the FinishedWork objects that begin with it. Operators beside each"
          + " other in a namespace need different ones, also without an election."),
  LEADER_LEASE_NAMESPACE(
      "VIDEOJOB_LEADER_LEASE_NAMESPACE",
      "leaderElection.leaseNamespace",
      "",
      "Namespace of that Lease and of FinishedWork objects. Empty: the operator's own."),
  POD_NAME(
      "VIDEOJOB_POD_NAME",
      "leaderElection.podName",
      "",
      "Name of this replica's pod, by which it holds that Lease. Empty: a random one."),
  POD_IP(
      "VIDEOJOB_POD_IP",
      "leaderElection.podIp",
      "",
      "Address of this replica's pod, to which the others redirect progress while it leads. Empty:"
          + " they answer that they do not know the leader."),
  MAX_JOBS(
      "VIDEOJOB_MAX_JOBS",
      "limits.maxJobs",
      "1000",
      "Attempts that may live at once over all queues, 1 to 100000."),
  DEFAULT_QUEUE_MAX_JOBS(
      "VIDEOJOB_UNQUEUED_MAX_JOBS",
      "limits.unqueuedMaxJobs",
      "10",
      "Attempts that may live at once in a namespace for VideoJobs without a queue, 0 to 100000."),
  MAX_JOBS_PER_NAMESPACE(
      "VIDEOJOB_MAX_JOBS_PER_NAMESPACE",
      "limits.maxJobsPerNamespace",
      "100000",
      "Attempts that may live at once in one namespace, 1 to 100000."),
  HTTP_TASKS_MAX_CALLS(
      "VIDEOJOB_HTTP_TASKS_MAX_CALLS",
      "httpTasks.maxCalls",
      "1000",
      "Calls of http tasks that the operator makes at once, 1 to 10000; further ones wait."),
  HTTP_TASKS_ALLOWED_HOSTS(
      "VIDEOJOB_HTTP_TASKS_ALLOWED_HOSTS",
      "httpTasks.allowedHosts",
      "",
      "Where http tasks may go beside public addresses, separated by commas: ranges such as"
          + " 10.0.0.0/8, hosts such as render.video.svc, and all hosts below a name, such as"
          + " .svc.cluster.local. Empty: nowhere."),
  WORKER_IMAGE("VIDEOJOB_WORKER_IMAGE", "worker.image", "videojob-worker:dev", "Worker image."),
  WORKER_SERVICE_ACCOUNT(
      "VIDEOJOB_WORKER_SERVICE_ACCOUNT",
      "worker.serviceAccount",
      "",
      "Service account of worker pods. Empty: the namespace's default."),
  WORKER_CREDENTIALS_SECRET(
      "VIDEOJOB_WORKER_CREDENTIALS_SECRET",
      "worker.credentialsSecret",
      "",
      "Secret whose keys become the workers' environment, such as AWS_ACCESS_KEY_ID. Empty: none."),
  WORKER_CPU("VIDEOJOB_WORKER_CPU", "worker.cpu", "2", "CPU limit of a worker, as a quantity."),
  WORKER_MEMORY(
      "VIDEOJOB_WORKER_MEMORY", "worker.memory", "4Gi", "Memory limit of a worker, as a quantity."),
  WORKER_ENVIRONMENT(
      "VIDEOJOB_WORKER_ENVIRONMENT",
      "worker.environment",
      "",
      "Variables of every worker as NAME=value, separated by commas; nothing secret."),
  MONGODB_URI(
      "MONGODB_URI",
      "metadata.mongodbUri",
      "",
      "mongodb:// address of the metadata store. Empty: none, or PostgreSQL."),
  MONGODB_DATABASE(
      "MONGODB_DATABASE",
      "metadata.mongodbDatabase",
      "videojob",
      "Database of a metadata store at MONGODB_URI."),
  MONGODB_COLLECTION(
      "MONGODB_COLLECTION",
      "metadata.mongodbCollection",
      "videojobs",
      "Collection of a metadata store at MONGODB_URI."),
  POSTGRES_URI(
      "POSTGRES_URI",
      "metadata.postgresUri",
      "",
      "postgresql:// or jdbc:postgresql:// address of the metadata store, in place of MONGODB_URI, such"
          + " as postgresql://videojob@db:5432/media?sslmode=verify-full. Empty: none, or MongoDB."),
  POSTGRES_PASSWORD(
      "POSTGRES_PASSWORD",
      "metadata.postgresPassword",
      "",
      "Password for POSTGRES_URI, as it is, where that has none."),
  POSTGRES_TABLE(
      "POSTGRES_TABLE",
      "metadata.postgresTable",
      "videojobs",
      "Table of a metadata store at POSTGRES_URI, with or without its schema; it is made where there is"
          + " none."),
  TOMBSTONE_SECONDS(
      "VIDEOJOB_TOMBSTONE_SECONDS",
      "tombstones.seconds",
      "1296000",
      "Seconds for which finished work is remembered when its VideoJob is gone, 60 to 31536000. 15"
          + " days outlive the 14 days that SQS keeps a message at most."),
  LOG_LEVEL("VIDEOJOB_LOG_LEVEL", "log.level", "INFO", "ERROR, WARN, INFO, DEBUG or TRACE."),
  LOG_FORMAT(
      "VIDEOJOB_LOG_FORMAT", "log.format", "text", "text for people, json for log collectors."),
  STOP_GRACE_SECONDS(
      "VIDEOJOB_STOP_GRACE_SECONDS",
      "stopGraceSeconds",
      "25",
      "Seconds that a stop may take to hand back what is not worked on, 1 to 300; longer than the"
          + " long poll of 20 s, so that no message is on its way when it ends.");

  private final String variable;
  private final String path;
  private final String defaultValue;
  private final String meaning;

  Setting(String variable, String path, String defaultValue, String meaning) {
    this.variable = variable;
    this.path = path;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /** Name of the environment variable, which wins over the file. */
  public String variable() {
    return variable;
  }

  /** Place in the YAML file, its steps separated by dots. */
  public String path() {
    return path;
  }

  /** Value where neither says anything. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it does. */
  public String meaning() {
    return meaning;
  }

  static Optional<Setting> byPath(String path) {
    return Arrays.stream(values()).filter(setting -> setting.path.equals(path)).findFirst();
  }

  /** Whether the file has a setting at {@code path}, or below it. */
  static boolean isPlace(String path) {
    return Arrays.stream(values())
        .anyMatch(setting -> setting.path.equals(path) || setting.path.startsWith(path + "."));
  }

  static @Nullable String emptyToNull(String value) {
    return value.isEmpty() ? null : value;
  }
}
