package dev.videojob.operator;

import dev.videojob.operator.api.LeaderFinder;
import dev.videojob.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leader election by a Lease. Its holder's name says where the holder is reached: {@code
 * NAME@HOST:PORT}. The framework's elector can end without a word; that it still asks for the Lease
 * is seen by its requests.
 */
final class Leadership implements LeaderFinder, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /** After this time without a renewal another replica may lead. */
  static final Duration LEASE = Duration.ofSeconds(15);

  /** After this time without a renewal the leader gives up, well before another may lead. */
  static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  /** The leader renews this often; who waits looks once in 1 to 2.2 of it. */
  static final Duration RETRY = Duration.ofSeconds(1);

  /** An elector that has not asked for so long has ended. */
  static final Duration SILENCE = Duration.ofSeconds(60);

  private final OperatorConfig.LeaderElection election;
  private final String identity;
  private final InstantSource clock;
  private final ScheduledExecutorService guard =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("lease-guard").factory());

  private volatile String holder = "";
  private volatile @Nullable Instant lastAsked;
  private volatile @Nullable Instant lastHeld;

  /**
   * @param port under which this replica is reached at its pod's address
   */
  Leadership(OperatorConfig.LeaderElection election, int port, InstantSource clock) {
    this.election = election;
    this.identity = identity(election, port);
    this.clock = clock;
  }

  private static String identity(OperatorConfig.LeaderElection election, int port) {
    var name = election.podName() == null ? UUID.randomUUID().toString() : election.podName();
    var ip = election.podIp();
    if (ip == null) {
      return name;
    }
    return name + "@" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
  }

  /** A client like {@code client} that is seen to ask for the Lease; to be closed by the caller. */
  KubernetesClient seen(KubernetesClient client) {
    return ApiClients.like(
        client, http -> http.addOrReplaceInterceptor("lease-requests", new LeaseRequests()));
  }

  private final class LeaseRequests implements Interceptor {
    private final String end = "/leases/" + election.leaseName();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (request.uri().getPath().endsWith(end)) {
        lastAsked = clock.instant();
      }
    }

    @Override
    public void after(
        HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> body) {
      var wrote = !request.method().equals("GET") && response.isSuccessful();
      if (wrote && request.uri().getPath().endsWith(end)) {
        lastHeld = lastAsked;
      }
    }
  }

  /**
   * What the framework is told. It must not end the process by itself: a stop would then wait for
   * itself.
   *
   * @param lead is called once this replica leads; must not block
   * @param lost is called once it does so no longer, also when it stops; must not block
   */
  LeaderElectionConfiguration configuration(Runnable lead, Runnable lost) {
    return new LeaderElectionConfiguration(
        election.leaseName(),
        election.leaseNamespace(),
        LEASE,
        RENEW_DEADLINE,
        RETRY,
        identity,
        new LeaderCallbacks(() -> leads(lead, lost), lost, this::heldBy),
        false);
  }

  /** The elector itself notices only between two requests that it is too late. */
  private void leads(Runnable lead, Runnable lost) {
    lead.run();
    var _ =
        guard.scheduleWithFixedDelay(
            () -> {
              if (overdue()) {
                lost.run();
              }
            },
            RETRY.toMillis(),
            RETRY.toMillis() / 2,
            TimeUnit.MILLISECONDS);
  }

  private boolean overdue() {
    var held = lastHeld;
    return held != null && held.isBefore(clock.instant().minus(RENEW_DEADLINE));
  }

  private void heldBy(@Nullable String newHolder) {
    holder = newHolder == null ? "" : newHolder;
    LOG.info("the leader is {}", newHolder == null || newHolder.isEmpty() ? "nobody" : newHolder);
  }

  /** The leader by the Lease, as last seen; a process that holds it itself may not lead yet. */
  @Override
  public Place leader() {
    var seen = holder;
    var address = seen.substring(seen.lastIndexOf('@') + 1);
    return seen.equals(identity) || address.length() == seen.length()
        ? new Place.Unknown()
        : new Place.There("http://" + address);
  }

  /** Why only a restart helps, if the elector has ended. */
  Optional<String> fault() {
    var asked = lastAsked;
    return asked != null && asked.isBefore(clock.instant().minus(SILENCE))
        ? Optional.of("the leader election has stopped asking for its Lease")
        : Optional.empty();
  }

  /**
   * Gives the Lease up, if this replica holds it, so that another leads at its next look. To be
   * called when nothing of a leader's work goes on; the framework does not do it.
   */
  void release(KubernetesClient client) {
    var namespace =
        election.leaseNamespace() == null ? client.getNamespace() : election.leaseNamespace();
    try {
      var lease = client.leases().inNamespace(namespace).withName(election.leaseName()).get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity(null);
        client.resource(lease).update();
        LOG.info("the Lease is released");
      }
    } catch (KubernetesClientException e) {
      LOG.warn("the Lease is not released, another replica waits for its end: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    guard.shutdownNow();
  }
}
