package dev.videojob.operator.api.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.outbox.JobDocument;

/**
 * A job as callers see it: the document that the metadata store has of it, with its id, so that it
 * looks the same whether its VideoJob is there or gone.
 */
final class JobView {
  private static final String JOB_ID = "jobId";

  private JobView() {}

  static ObjectNode of(VideoJob job, ObjectMapper json) {
    var view = of(JobId.of(job), JobDocument.of(job, json).body(), json);
    var status = job.getStatus();
    if (status != null && status.waiting() != null) {
      view.set("waiting", json.valueToTree(status.waiting()));
    }
    view.set("state", json.valueToTree(state(job)));
    return view;
  }

  /** Its state; queued as long as nobody has looked at it. */
  static JobState state(VideoJob job) {
    var status = job.getStatus();
    return status == null || status.state() == null ? JobState.QUEUED : status.state();
  }

  /** The job of a document of the metadata store. */
  static ObjectNode of(JobId id, ObjectNode document, ObjectMapper json) {
    var view = json.createObjectNode();
    view.put(JOB_ID, id.toString());
    view.setAll(document);
    return view;
  }
}
