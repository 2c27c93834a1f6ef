package dev.videojob.operator.config;

import dev.videojob.operator.calls.AllowedHosts;
import dev.videojob.operator.postgres.PostgresAddress;
import dev.videojob.operator.resources.WorkerDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings, checked. See {@link Setting} for what each means.
 *
 * @param namespaces to watch; empty means all
 * @param api absent: there is no HTTP API
 * @param leaderElection absent: this process leads at once
 * @param metadata absent: no store is told
 */
public record OperatorConfig(
    Set<String> namespaces,
    Http http,
    @Nullable Api api,
    @Nullable LeaderElection leaderElection,
    int maxJobs,
    int unqueuedMaxJobs,
    int maxJobsPerNamespace,
    HttpTasks httpTasks,
    WorkerDefaults worker,
    @Nullable Metadata metadata,
    Tombstones tombstones,
    Log log,
    Duration stopGrace) {

  public OperatorConfig {
    namespaces = Set.copyOf(namespaces);
  }

  /** How the log is written: a level of SLF4J, and {@code text} or {@code json}. */
  public record Log(String level, String format) {
    public static final Log DEFAULT = new Log("INFO", "text");
  }

  /**
   * Calls of http tasks.
   *
   * @param maxCalls that are made at once
   * @param allowed where they may go beside public addresses
   */
  public record HttpTasks(int maxCalls, AllowedHosts allowed) {}

  /** Where the HTTP server listens. */
  public record Http(String host, int port) {}

  /**
   * The HTTP API.
   *
   * @param namespace of requests that name none
   * @param jobTtl for which an ended job is kept whose request says nothing
   * @param corsOrigins whose pages may call it in a browser
   */
  public record Api(
      Http where,
      Access access,
      String namespace,
      Duration jobTtl,
      Bounds bounds,
      Set<String> corsOrigins) {

    public Api {
      corsOrigins = Set.copyOf(corsOrigins);
    }

    /** Who is let in. */
    public sealed interface Access {
      /**
       * Whoever has a token of the cluster, as far as its RBAC lets them.
       *
       * @param audience that a token must be meant for; absent: the API server's
       */
      record Cluster(@Nullable String audience) implements Access {}

      /**
       * Whoever has one of these tokens.
       *
       * @param directory has a file for each caller
       */
      record Tokens(Path directory) implements Access {}

      /** Everybody. */
      record Everybody() implements Access {}
    }

    /**
     * What one replica takes on.
     *
     * @param bodyBytes of a request
     * @param requestsPerSecond of one caller
     * @param concurrent requests at once
     * @param streams of events at once
     */
    public record Bounds(int bodyBytes, int requestsPerSecond, int concurrent, int streams) {}
  }

  /**
   * The Lease that replicas compete for.
   *
   * @param leaseNamespace absent: the operator's own
   * @param podName by which this replica holds it; absent: a random name
   * @param podIp where this replica is reached; absent: nowhere
   */
  public record LeaderElection(
      String leaseName,
      @Nullable String leaseNamespace,
      @Nullable String podName,
      @Nullable String podIp) {}

  /**
   * Where finished work is remembered, and how long.
   *
   * @param name that its objects begin with
   * @param namespace absent: the operator's own
   */
  public record Tombstones(String name, @Nullable String namespace, Duration ttl) {}

  /** The metadata store. */
  public sealed interface Metadata {}

  /** A store that speaks MongoDB's protocol. */
  public record MongoStore(String uri, String database, String collection) implements Metadata {}

  /**
   * A store in PostgreSQL.
   *
   * @param table with or without its schema
   */
  public record PostgresStore(PostgresAddress address, String table) implements Metadata {}
}
