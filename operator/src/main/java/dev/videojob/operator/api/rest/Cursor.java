package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a list goes on, as callers see it: the API server's own word, made opaque. */
public final class Cursor {
  private Cursor() {}

  /** The API server's word in a cursor of {@link #page}, or a refusal. */
  public static String read(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              Problem.Kind.BAD_REQUEST, "cursor", "must be the cursor of the page before, as it is")
          .asRefusal();
    }
  }

  private static String write(String word) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(word.getBytes(StandardCharsets.UTF_8));
  }

  /** Asks for a page. */
  public static ListOptions options(int limit, @Nullable String word) {
    return new ListOptionsBuilder().withLimit((long) limit).withContinue(word).build();
  }

  /**
   * A page as callers get it.
   *
   * @param next the word for the page after it; null for the last
   */
  public static ObjectNode page(Stream<ObjectNode> items, @Nullable String next) {
    var page = JsonNodeFactory.instance.objectNode();
    items.forEach(page.putArray("items")::add);
    if (next != null) {
      page.put("cursor", write(next));
    }
    return page;
  }

  /** The word for the page after this one; null after the last. */
  public static @Nullable String after(KubernetesResourceList<?> page) {
    var next = page.getMetadata().getContinue();
    return next == null || next.isEmpty() ? null : next;
  }
}
