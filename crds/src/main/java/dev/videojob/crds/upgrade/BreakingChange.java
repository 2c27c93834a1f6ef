package dev.videojob.crds.upgrade;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change after which objects, requests or programs that were right before no longer are.
 *
 * @param kind such as {@code VideoJob}
 * @param version such as {@code v1alpha1}; empty when the change concerns the whole CRD
 * @param path of the field of the object, {@code [*]} standing for the items of a list and the
 *     values of a map; of the field of the CRD when {@code version} is empty; empty for the root
 * @param change what is different, such as {@code maximum lowered from 10 to 5}
 */
public record BreakingChange(
    String kind, String version, String path, Breach breach, String change) {

  /** Why it breaks and what to do instead. */
  public String explanation() {
    return breach.harm() + " " + breach.remedy();
  }

  /** The change in one line, by which it can be accepted. */
  @Override
  public String toString() {
    return Stream.of(kind, version, path)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "))
        + ": "
        + change;
  }
}
