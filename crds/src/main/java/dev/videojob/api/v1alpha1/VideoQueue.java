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

/**
 * One source of work with its limits, retry policy and job template; its status is the statistics.
 */
@JsonClassDescription(
    "One source of work: its SQS queues, limits, retry policy and the template of its Jobs. "
        + "Its status is the queue's statistics.")
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "size(self.metadata.name) <= 63",
    fieldPath = ".metadata.name",
    message = "must have at most 63 characters, so that it can be the value of a label")
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
