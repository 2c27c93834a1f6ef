package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One source of work with its limits, retry policy and job template; its status is the statistics.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("VideoQueue")
@Plural("videoqueues")
@Singular("videoqueue")
@ShortNames("vq")
public class VideoQueue extends CustomResource<VideoQueueSpec, VideoQueueStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
