package dev.videojob.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A reusable ladder: codec, rungs, audio, packaging and pictures. */
@JsonClassDescription(
    "A reusable ladder: what is made of a source, in which codec, sizes, packaging and "
        + "pictures.")
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("TranscodeProfile")
@Plural("transcodeprofiles")
@Singular("transcodeprofile")
@ShortNames("tp")
public class TranscodeProfile extends CustomResource<TranscodeProfileSpec, TranscodeProfileStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
