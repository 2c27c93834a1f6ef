package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.operator.plan.TermsOfWork;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;

/** The VideoQueues and TranscodeProfiles of the cluster, from caches. */
public final class Catalog {
  private final SharedIndexInformer<VideoQueue> queues;
  private final SharedIndexInformer<TranscodeProfile> profiles;

  public Catalog(
      SharedIndexInformer<VideoQueue> queues, SharedIndexInformer<TranscodeProfile> profiles) {
    this.queues = queues;
    this.profiles = profiles;
  }

  public Optional<VideoQueue> queue(String namespace, String name) {
    return Optional.ofNullable(
        queues.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  public Collection<VideoQueue> queues() {
    return queues.getIndexer().list();
  }

  /** Profiles as a VideoJob of {@code namespace} sees them. */
  public TermsOfWork.Profiles profiles(String namespace) {
    return new TermsOfWork.Profiles() {
      @Override
      public Optional<TranscodeProfileSpec> find(String name) {
        return Optional.ofNullable(
                profiles.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)))
            .map(TranscodeProfile::getSpec)
            .or(() -> BuiltInProfiles.find(name));
      }

      @Override
      public Collection<String> names() {
        var names = new HashSet<>(BuiltInProfiles.names());
        profiles.getIndexer().list().stream()
            .filter(profile -> namespace.equals(profile.getMetadata().getNamespace()))
            .forEach(profile -> names.add(profile.getMetadata().getName()));
        return names;
      }
    };
  }
}
