package dev.videojob.operator.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * What the cache of Jobs keeps: whose they are and how they stand. Their template, with the whole
 * task, is most of them and read by nobody here.
 */
final class CachedJobs extends BasicItemStore<Job> {
  CachedJobs() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public @Nullable Job put(String key, Job job) {
    return super.put(key, slim(job));
  }

  private static Job slim(Job job) {
    var meta = job.getMetadata();
    return new JobBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .withGeneration(meta.getGeneration())
                .withDeletionTimestamp(meta.getDeletionTimestamp())
                .withOwnerReferences(meta.getOwnerReferences())
                .build())
        .withStatus(job.getStatus())
        .build();
  }
}
