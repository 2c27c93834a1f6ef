package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.admission.Admission;
import dev.videojob.crds.admission.Admission.Admitted;
import dev.videojob.crds.admission.Admission.Refused;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Validates and defaults our kinds by their CRDs, as a real API server does. The rules take a
 * second to compile, so that begins with the server and beside it.
 */
final class CrdAdmission {
  private static final String OURS = "videojob.dev";

  private final CompletableFuture<Admission> admission =
      CompletableFuture.supplyAsync(Admission::new, Thread::startVirtualThread);

  /**
   * The object as it is to be stored.
   *
   * @param old what it replaces, if it replaces anything
   * @throws ApiError if a rule is broken
   */
  ObjectNode admit(ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    if (!OURS.equals(type.group())) {
      return object;
    }
    return switch (admission.join().admit(object, old)) {
      case Admitted admitted -> admitted.object();
      case Refused refused ->
          throw ApiError.invalid(type, object.at("/metadata/name").asText(), refused.message());
    };
  }
}
