package dev.videojob.operator.act;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Records Kubernetes Events beside the work; none of them is needed for it. Never blocks. */
public interface Events {
  /** Something went as it should. */
  void normal(HasMetadata about, String reason, String message);

  /** Something a person may want to look at. */
  void warning(HasMetadata about, String reason, String message);
}
