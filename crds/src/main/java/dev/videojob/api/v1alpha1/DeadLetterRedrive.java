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

/** A one-shot return of dead letters to their queue: filtered, rate-limited, dry-runnable. */
@JsonClassDescription(
    "A one-shot return of dead letters to their queue: filtered, rate-limited, and dry if "
        + "wished.")
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("DeadLetterRedrive")
@Plural("deadletterredrives")
@Singular("deadletterredrive")
@ShortNames("dlr")
public class DeadLetterRedrive
    extends CustomResource<DeadLetterRedriveSpec, DeadLetterRedriveStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;
}
