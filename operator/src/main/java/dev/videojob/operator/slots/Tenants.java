package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpec.FairShare;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whom work belongs to. Pure. */
public final class Tenants {
  /** Of work that is not told apart. */
  public static final String NOBODY = "";

  private Tenants() {}

  /**
   * The name of whom the job belongs to, {@link #NOBODY} where nobody is told apart.
   *
   * @param fairShare of its queue
   */
  public static String of(VideoJobSpec job, @Nullable FairShare fairShare) {
    if (fairShare == null) {
      return NOBODY;
    }
    var key = fairShare.metadataKey();
    if (key != null) {
      return job.metadata().getOrDefault(key, NOBODY);
    }
    var folders = fairShare.sourceFolders();
    return folders == null
        ? NOBODY
        : job.sourceUri().map(uri -> folders(uri, folders)).orElse(NOBODY);
  }

  /** The first folders of {@code s3://BUCKET/folder/…/file}; all there are, if they are fewer. */
  private static String folders(String uri, int depth) {
    var parts = uri.split("/", -1);
    var first = 3;
    var last = Math.min(first + depth, parts.length - 1);
    return first >= last
        ? NOBODY
        : Arrays.stream(parts, first, last).collect(Collectors.joining("/"));
  }
}
