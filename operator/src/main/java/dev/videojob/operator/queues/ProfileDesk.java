package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.TranscodeProfileStatus;
import dev.videojob.operator.status.Conditions;
import dev.videojob.operator.status.Conditions.Said;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each TranscodeProfile that it is ready, once for each generation: what the API server has
 * let in can be used.
 */
public final class ProfileDesk implements ResourceEventHandler<TranscodeProfile> {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileDesk.class);

  private final KubernetesClient client;
  private final InstantSource clock;
  private volatile boolean open;

  public ProfileDesk(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Starts writing; called when this process leads. */
  public void open(Collection<TranscodeProfile> known) {
    open = true;
    known.forEach(this::tell);
  }

  @Override
  public void onAdd(TranscodeProfile profile) {
    tell(profile);
  }

  @Override
  public void onUpdate(TranscodeProfile before, TranscodeProfile profile) {
    tell(profile);
  }

  @Override
  public void onDelete(TranscodeProfile profile, boolean finalStateUnknown) {}

  private void tell(TranscodeProfile profile) {
    var generation = profile.getMetadata().getGeneration();
    var told = profile.getStatus();
    if (open
        && generation != null
        && (told == null || !Objects.equals(told.observedGeneration(), generation))) {
      Thread.startVirtualThread(() -> write(profile, generation));
    }
  }

  private void write(TranscodeProfile profile, long generation) {
    var said = Said.yes(Conditions.READY, "Accepted", "The profile can be used.");
    try {
      client
          .resource(profile)
          .editStatus(
              fresh -> {
                var before = fresh.getStatus() == null ? null : fresh.getStatus().conditions();
                fresh.setStatus(
                    new TranscodeProfileStatus(
                        generation,
                        Conditions.with(
                            before == null ? List.of() : before,
                            said,
                            generation,
                            clock.instant())));
                return fresh;
              });
    } catch (KubernetesClientException e) {
      LOG.warn(
          "the status of TranscodeProfile {} was not written: {}",
          profile.getMetadata().getName(),
          e.getMessage());
    }
  }
}
