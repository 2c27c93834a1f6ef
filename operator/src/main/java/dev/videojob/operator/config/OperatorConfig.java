package dev.videojob.operator.config;

import dev.videojob.operator.postgres.PostgresAddress;
import dev.videojob.operator.resources.WorkerDefaults;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings, checked. See {@link Setting} for what each means.
 *
 * @param namespaces to watch; empty means all
 * @param leaderElection absent: this process leads at once
 * @param metadata absent: no store is told
 */
public record OperatorConfig(
    Set<String> namespaces,
    Http http,
    @Nullable LeaderElection leaderElection,
    int maxJobs,
    int unqueuedMaxJobs,
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

  /** Where the HTTP server listens. */
  public record Http(String host, int port) {}

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
