package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One piece of work: a source turned into outputs. Its status is the whole story. */
@JsonClassDescription(
    "One piece of work: a source turned into outputs. Its status is the whole story. Made "
        + "by the operator from a message of a VideoQueue, or by anyone with kubectl.")
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "size(self.metadata.name) <= 58",
    fieldPath = ".metadata.name",
    message = "must have at most 58 characters, so that NAME-ATTEMPT can be the name of its Jobs")
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("VideoJob")
@Plural("videojobs")
@Singular("videojob")
@ShortNames("vj")
public class VideoJob extends CustomResource<VideoJobSpec, VideoJobStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** Whether nothing more will happen to the work itself. */
  public boolean ended() {
    return getStatus() != null && getStatus().ended();
  }

  /** Whether nothing more will happen at all. */
  public boolean settled() {
    return getStatus() != null && getStatus().settled();
  }

  /** This job with another status; the rest is shared, and this one stays as it is. */
  public VideoJob with(VideoJobStatus status) {
    var other = new VideoJob();
    other.setMetadata(getMetadata());
    other.setSpec(getSpec());
    other.setStatus(status);
    return other;
  }
}
