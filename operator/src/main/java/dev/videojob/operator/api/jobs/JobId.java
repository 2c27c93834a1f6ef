package dev.videojob.operator.api.jobs;

import dev.videojob.api.v1alpha1.VideoJob;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a job for ever: {@code NAMESPACE.NAME.UID}. The first two find its VideoJob in one read,
 * the uid tells it from another of that name and finds its document when the VideoJob is gone.
 */
public record JobId(String namespace, String name, String uid) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\\."
              + "([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)\\."
              + "([A-Za-z0-9-]{1,128})");

  static JobId of(VideoJob job) {
    var meta = job.getMetadata();
    return new JobId(meta.getNamespace(), meta.getName(), meta.getUid());
  }

  /** What {@link #toString} wrote; empty for anything else. */
  static Optional<JobId> parse(String text) {
    var written = WRITTEN.matcher(text);
    return written.matches()
        ? Optional.of(new JobId(written.group(1), written.group(2), written.group(3)))
        : Optional.empty();
  }

  /** Whether it names that VideoJob and no other of its name. */
  boolean names(VideoJob job) {
    return equals(of(job));
  }

  @Override
  public String toString() {
    return namespace + "." + name + "." + uid;
  }
}
