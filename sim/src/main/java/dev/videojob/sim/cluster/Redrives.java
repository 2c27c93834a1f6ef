package dev.videojob.sim.cluster;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The DeadLetterRedrives, by version. */
public final class Redrives {
  private final Map<String, DeadLetterRedrive> redrives = new LinkedHashMap<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private long version;

  /** Sees every change at once. */
  public interface Watcher {
    void redrive(@Nullable DeadLetterRedrive before, @Nullable DeadLetterRedrive after);
  }

  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  public void unwatch(Watcher watcher) {
    watchers.remove(watcher);
  }

  public Collection<DeadLetterRedrive> all() {
    return redrives.values().stream().map(Redrives::copy).toList();
  }

  public Optional<DeadLetterRedrive> find(String name) {
    return Optional.ofNullable(redrives.get(name)).map(Redrives::copy);
  }

  public void create(DeadLetterRedrive wanted) {
    var made = copy(wanted);
    made.getMetadata().setUid("uid-of-" + made.getMetadata().getName());
    made.getMetadata().setGeneration(1L);
    put(made);
  }

  /** Empty if it is not as it was read, or gone. */
  public Optional<DeadLetterRedrive> replaceStatus(
      DeadLetterRedrive asRead, DeadLetterRedriveStatus status) {
    var meta = asRead.getMetadata();
    return find(meta.getName())
        .filter(live -> live.getMetadata().getResourceVersion().equals(meta.getResourceVersion()))
        .map(
            live -> {
              live.setStatus(status);
              return put(live);
            });
  }

  public void delete(String name) {
    var before = redrives.remove(name);
    tell(before, null);
  }

  private DeadLetterRedrive put(DeadLetterRedrive redrive) {
    redrive.getMetadata().setResourceVersion(Long.toString(++version));
    var before = redrives.put(redrive.getMetadata().getName(), redrive);
    tell(before, redrive);
    return copy(redrive);
  }

  private void tell(@Nullable DeadLetterRedrive before, @Nullable DeadLetterRedrive after) {
    List.copyOf(watchers).forEach(watcher -> watcher.redrive(before, after));
  }

  private static DeadLetterRedrive copy(DeadLetterRedrive redrive) {
    var copy = new DeadLetterRedrive();
    copy.setMetadata(new ObjectMetaBuilder(redrive.getMetadata()).build());
    copy.setSpec(redrive.getSpec());
    copy.setStatus(redrive.getStatus());
    return copy;
  }
}
