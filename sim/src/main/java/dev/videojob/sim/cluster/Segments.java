package dev.videojob.sim.cluster;

import dev.videojob.api.v1alpha1.FinishedWork;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The FinishedWork of the operator's namespace, by version. */
public final class Segments {
  private final Map<String, FinishedWork> segments = new LinkedHashMap<>();
  private long version;

  public Collection<FinishedWork> all() {
    return List.copyOf(segments.values());
  }

  public Optional<FinishedWork> find(String name) {
    return Optional.ofNullable(segments.get(name));
  }

  /** Empty if there is one of that name. */
  public Optional<FinishedWork> create(FinishedWork segment) {
    return segments.containsKey(segment.getMetadata().getName())
        ? Optional.empty()
        : Optional.of(put(segment));
  }

  /** Empty if it is not as it was read. */
  public Optional<FinishedWork> replace(FinishedWork segment) {
    return isAsRead(segment) ? Optional.of(put(segment)) : Optional.empty();
  }

  public void delete(FinishedWork asRead) {
    if (isAsRead(asRead)) {
      segments.remove(asRead.getMetadata().getName());
    }
  }

  private boolean isAsRead(FinishedWork segment) {
    return find(segment.getMetadata().getName())
        .map(live -> live.getMetadata().getResourceVersion())
        .filter(segment.getMetadata().getResourceVersion()::equals)
        .isPresent();
  }

  private FinishedWork put(FinishedWork segment) {
    var stored = new FinishedWork();
    stored.setMetadata(
        new ObjectMetaBuilder(segment.getMetadata())
            .withResourceVersion(Long.toString(++version))
            .build());
    stored.setSpec(segment.getSpec());
    segments.put(stored.getMetadata().getName(), stored);
    return stored;
  }
}
