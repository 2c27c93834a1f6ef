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

/** Digests of work whose VideoJobs are gone. Internal: written and read by the operator only. */
@JsonClassDescription(
    "Internal to the operator, in its own namespace; not part of the API and not to be edited. It "
        + "remembers finished work whose VideoJobs are gone, so that a message that comes again "
        + "is not worked on again.")
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("FinishedWork")
@Plural("finishedworks")
@Singular("finishedwork")
@ShortNames("fw")
public class FinishedWork extends CustomResource<FinishedWorkSpec, Void> implements Namespaced {
  private static final long serialVersionUID = 1L;
}
