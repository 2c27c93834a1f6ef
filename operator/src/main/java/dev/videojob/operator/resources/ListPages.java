package dev.videojob.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A long list of an API server, of which one page after the other is in memory. */
public final class ListPages {
  private ListPages() {}

  /**
   * All objects of a list, as they are at the moment of its first page; a further page is asked for
   * when it is needed.
   *
   * @param size of a page, in objects
   * @param list asks for a page
   */
  public static <T extends HasMetadata> Stream<T> of(
      long size, Function<ListOptions, ? extends KubernetesResourceList<T>> list) {
    return Stream.<KubernetesResourceList<T>>iterate(
            list.apply(page(size, null)),
            Objects::nonNull,
            page -> {
              var next = page.getMetadata().getContinue();
              return next == null || next.isEmpty() ? null : list.apply(page(size, next));
            })
        .flatMap(page -> page.getItems().stream());
  }

  private static ListOptions page(long size, @Nullable String next) {
    return new ListOptionsBuilder().withLimit(size).withContinue(next).build();
  }
}
