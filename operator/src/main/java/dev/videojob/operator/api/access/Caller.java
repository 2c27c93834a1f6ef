package dev.videojob.operator.api.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name tells callers apart; for people too
 * @param uid of a user of the cluster, if it has one
 * @param groups and extra, as the cluster says them; empty for others
 */
public record Caller(
    String name, @Nullable String uid, List<String> groups, Map<String, List<String>> extra) {
  /** Somebody where nobody is asked for a token. */
  public static final Caller ANYBODY = named("anybody");

  public Caller {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** A caller of whom nothing but the name is known. */
  public static Caller named(String name) {
    return new Caller(name, null, List.of(), Map.of());
  }
}
