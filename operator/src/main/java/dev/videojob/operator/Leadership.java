package dev.videojob.operator;

import dev.videojob.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leader election: who loses the Lease leaves the process, so that nothing of it lingers. */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private Leadership() {}

  static LeaderElectionConfiguration configuration(
      OperatorConfig.LeaderElection election, Runnable lead) {
    var callbacks =
        new LeaderCallbacks(
            lead,
            () -> LOG.warn("leadership is lost, this process ends"),
            leader -> LOG.info("the leader is {}", leader));
    return new LeaderElectionConfiguration(
        election.leaseName(),
        election.leaseNamespace(),
        LEASE,
        RENEW_DEADLINE,
        RETRY,
        null,
        callbacks,
        true);
  }
}
