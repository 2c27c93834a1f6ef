package dev.videojob.operator.release;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_GONE;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the operator's finalizer off VideoJobs, so that they can be deleted without an operator.
 * May be repeated; nothing else about them is changed, and their spec need not be valid.
 */
final class FinalizerRelease {
  private static final Logger LOG = LoggerFactory.getLogger(FinalizerRelease.class);

  private static final ResourceDefinitionContext VIDEO_JOBS =
      ResourceDefinitionContext.fromResourceType(VideoJob.class);

  private static final long PAGE = 500;
  private static final int AT_ONCE = 8;
  private static final int TRIES = 5;
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;

  FinalizerRelease(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What was done.
   *
   * @param found VideoJobs that there are
   * @param released those whose finalizer was taken off
   * @param failures a sentence for each that could not be released
   */
  record Outcome(int found, int released, List<String> failures) {
    private Outcome and(Outcome other) {
      var all = new ArrayList<>(failures);
      all.addAll(other.failures);
      return new Outcome(found + other.found, released + other.released, List.copyOf(all));
    }
  }

  /**
   * Releases all VideoJobs of {@code namespaces}; of all, where it names none. Where the kind is
   * not known any more, there are none.
   */
  Outcome release(Set<String> namespaces) {
    var nothing = new Outcome(0, 0, List.of());
    if (namespaces.isEmpty()) {
      return pages(nothing, continued -> videoJobs().inAnyNamespace().list(page(continued)));
    }
    return namespaces.stream()
        .map(
            namespace ->
                pages(
                    nothing, continued -> videoJobs().inNamespace(namespace).list(page(continued))))
        .reduce(nothing, Outcome::and);
  }

  private interface Pages {
    GenericKubernetesResourceList after(@Nullable String continued);
  }

  private Outcome pages(Outcome nothing, Pages pages) {
    var outcome = nothing;
    String continued = null;
    do {
      GenericKubernetesResourceList page;
      try {
        page = pages.after(continued);
      } catch (KubernetesClientException e) {
        if (e.getCode() == HTTP_NOT_FOUND) {
          return outcome;
        }
        if (e.getCode() == HTTP_GONE && continued != null) {
          return pages(nothing, pages); // The list has expired: those done are skipped this time.
        }
        throw e;
      }
      outcome = outcome.and(release(page.getItems()));
      continued = page.getMetadata().getContinue();
    } while (continued != null && !continued.isEmpty());
    return outcome;
  }

  private static ListOptions page(@Nullable String continued) {
    return new ListOptionsBuilder().withLimit(PAGE).withContinue(continued).build();
  }

  private Outcome release(List<GenericKubernetesResource> jobs) {
    var held = jobs.stream().filter(FinalizerRelease::holds).toList();
    var failures = new ArrayList<String>();
    try (var executor = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<?>> all = new ArrayList<>();
      held.forEach(job -> all.add(executor.submit(() -> release(job))));
      for (var one : all) {
        try {
          one.get();
        } catch (ExecutionException e) {
          failures.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
          executor.shutdownNow();
          Thread.currentThread().interrupt();
          failures.add("interrupted");
        }
      }
    }
    return new Outcome(jobs.size(), held.size() - failures.size(), List.copyOf(failures));
  }

  private static boolean holds(HasMetadata job) {
    return job.getMetadata().getFinalizers().contains(Names.FINALIZER);
  }

  private void release(GenericKubernetesResource read) {
    var at = at(read);
    var job = read;
    for (var tries = 1; job != null && holds(job); tries++) {
      try {
        at.patch(PatchContext.of(PatchType.JSON), withoutOurs(job));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HTTP_NOT_FOUND) {
          return;
        }
        if (tries == TRIES || (e.getCode() != HTTP_CONFLICT && e.getCode() != UNPROCESSABLE)) {
          throw new IllegalStateException(name(read) + ": " + e.getMessage(), e);
        }
        LOG.debug("{} has changed meanwhile", name(read), e);
      }
      job = at.get();
    }
  }

  /** Takes off our finalizer if it is still in the place where it was read. */
  private static String withoutOurs(GenericKubernetesResource job) {
    var path = "/metadata/finalizers/" + job.getMetadata().getFinalizers().indexOf(Names.FINALIZER);
    var patch = JsonNodeFactory.instance.arrayNode();
    patch.addObject().put("op", "test").put("path", path).put("value", Names.FINALIZER);
    patch.addObject().put("op", "remove").put("path", path);
    return patch.toString();
  }

  private MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      videoJobs() {
    return client.genericKubernetesResources(VIDEO_JOBS);
  }

  private Resource<GenericKubernetesResource> at(GenericKubernetesResource job) {
    NonNamespaceOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        inPlace = videoJobs().inNamespace(job.getMetadata().getNamespace());
    return inPlace.withName(job.getMetadata().getName());
  }

  private static String name(GenericKubernetesResource job) {
    return job.getMetadata().getNamespace() + "/" + job.getMetadata().getName();
  }
}
