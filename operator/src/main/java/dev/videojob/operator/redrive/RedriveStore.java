package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import java.util.Optional;

/**
 * The API server as a redrive uses it. Reads are live, as a step acts on what the one before has
 * written. Both methods throw when the server cannot be asked; the step is then repeated.
 */
public interface RedriveStore {
  Optional<DeadLetterRedrive> find(String namespace, String name);

  /**
   * Replaces the status if the redrive is still as it was read.
   *
   * @return the redrive as it is now; empty when it has changed or gone
   */
  Optional<DeadLetterRedrive> replaceStatus(
      DeadLetterRedrive asRead, DeadLetterRedriveStatus status);
}
