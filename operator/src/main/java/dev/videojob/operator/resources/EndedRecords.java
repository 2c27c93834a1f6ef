package dev.videojob.operator.resources;

import dev.videojob.api.v1alpha1.VideoJob;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records of a message whose fate no VideoJob of the message will tell: the annotation {@link
 * Names#ENDED_RECORDS_ANNOTATION} of those that are there, so that the message does not wait for
 * them.
 */
public final class EndedRecords {
  private EndedRecords() {}

  /** What {@code job} knows; places in the message, from 0. */
  public static Set<Integer> of(VideoJob job) {
    var listed = annotation(job);
    if (listed == null) {
      return Set.of();
    }
    return Arrays.stream(listed.split(",", -1))
        .filter(place -> place.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .collect(Collectors.toSet());
  }

  /** What {@code job} knows, as it is written on it; null for nothing. */
  public static @Nullable String annotation(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Names.ENDED_RECORDS_ANNOTATION);
  }

  /** The annotation's value. */
  public static String list(Set<Integer> places) {
    return new TreeSet<>(places).stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
