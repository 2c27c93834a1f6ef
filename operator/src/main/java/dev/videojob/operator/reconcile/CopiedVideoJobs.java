package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;

/**
 * Copies what the framework hands to a reconcile. Spec and status of a VideoJob never change, so
 * only what is around them is copied; the framework would write and read the whole as JSON.
 */
public final class CopiedVideoJobs implements Cloner {
  private final KubernetesSerialization json;

  /**
   * @param json copies whatever is no VideoJob
   */
  public CopiedVideoJobs(KubernetesSerialization json) {
    this.json = json;
  }

  @Override
  @SuppressWarnings("unchecked") // The copy has the class of its original.
  public <R extends HasMetadata> R clone(R object) {
    return object.getClass() == VideoJob.class ? (R) copy((VideoJob) object) : json.clone(object);
  }

  private static VideoJob copy(VideoJob job) {
    var copy = new VideoJob();
    copy.setMetadata(new ObjectMetaBuilder(job.getMetadata()).build());
    copy.setSpec(job.getSpec());
    copy.setStatus(job.getStatus());
    return copy;
  }
}
