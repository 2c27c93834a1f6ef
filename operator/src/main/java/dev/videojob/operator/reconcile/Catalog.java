package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.operator.plan.TermsOfWork;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The VideoQueues and TranscodeProfiles of the namespaces that are watched, from caches. */
public final class Catalog {
  private final WatchedKind<VideoQueue> queues;
  private final WatchedKind<TranscodeProfile> profiles;

  public Catalog(WatchedKind<VideoQueue> queues, WatchedKind<TranscodeProfile> profiles) {
    this.queues = queues;
    this.profiles = profiles;
  }

  public Optional<VideoQueue> queue(String namespace, String name) {
    return queues.find(namespace, name);
  }

  public List<VideoQueue> queues() {
    return queues.all();
  }

  /** Profiles as a VideoJob of {@code namespace} sees them. */
  public TermsOfWork.Profiles profiles(String namespace) {
    return new TermsOfWork.Profiles() {
      @Override
      public Optional<TranscodeProfileSpec> find(String name) {
        return profiles
            .find(namespace, name)
            .map(TranscodeProfile::getSpec)
            .or(() -> BuiltInProfiles.find(name));
      }

      @Override
      public Collection<String> names() {
        var names = new HashSet<>(BuiltInProfiles.names());
        profiles.all().stream()
            .filter(profile -> namespace.equals(profile.getMetadata().getNamespace()))
            .forEach(profile -> names.add(profile.getMetadata().getName()));
        return names;
      }
    };
  }
}
