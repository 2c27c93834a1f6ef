package dev.videojob.operator.api.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.api.rest.Cursor;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/**
 * Jobs of a namespace, page by page, by the pages of the API server: in the order of their names,
 * all as they were at the first page.
 */
final class JobList {
  /** Pages that one request looks at, so that it ends also where hardly anything passes. */
  private static final int MOST_PAGES = 20;

  private final KubernetesClient client;
  private final ObjectMapper json;

  JobList(KubernetesClient client, ObjectMapper json) {
    this.client = client;
    this.json = json;
  }

  /**
   * What is asked for.
   *
   * @param queue absent: any, and none
   * @param state absent: any
   * @param limit jobs that are wanted at most
   * @param cursor of the page before, as its answer has it
   */
  record Wanted(
      String namespace,
      Optional<String> queue,
      Optional<JobState> state,
      int limit,
      Optional<String> cursor) {

    private boolean takes(VideoJob job) {
      return queue.map(name -> name.equals(job.getSpec().queueRef())).orElse(true)
          && state.map(one -> one == JobView.state(job)).orElse(true);
    }
  }

  /**
   * A page: jobs, and the cursor of the next one if there may be more. With a filter it may be
   * shorter than the limit, or empty.
   */
  ObjectNode page(Wanted wanted) {
    var jobs = client.resources(VideoJob.class).inNamespace(wanted.namespace());
    List<VideoJob> found = List.of();
    var next = wanted.cursor().map(Cursor::read).orElse(null);
    for (var pages = 0;
        pages == 0 || (next != null && found.isEmpty() && pages < MOST_PAGES);
        pages++) {
      var page = jobs.list(Cursor.options(wanted.limit(), next));
      found = page.getItems().stream().filter(wanted::takes).toList();
      next = Cursor.after(page);
    }
    return Cursor.page(found.stream().map(job -> JobView.of(job, json)), next);
  }
}
