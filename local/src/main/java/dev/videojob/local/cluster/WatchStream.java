package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One client's watch: takes changes from the store and writes those it asked for, in their order,
 * on its connection's own thread.
 */
final class WatchStream {
  private final Context context;
  private final Consumer<String> connection;
  private final Predicate<StoredObject> selected;

  /**
   * @param context the connection's thread
   * @param connection takes one event; only called on that thread
   * @param namespace the only namespace of interest, or null for all
   * @param selector the labels and fields of interest
   */
  WatchStream(
      Context context,
      Consumer<String> connection,
      @Nullable String namespace,
      Predicate<JsonNode> selector) {
    this.context = context;
    this.connection = connection;
    this.selected =
        object ->
            (namespace == null || namespace.equals(object.key().namespace()))
                && selector.test(object.json());
  }

  /** An object that ceases to match is told as deleted, one that begins to as added. */
  void accept(Change change) {
    boolean now = selected.test(change.object());
    boolean before = change.before() != null && selected.test(change.before());
    switch (change.kind()) {
      case ADDED -> {
        if (now) {
          send(Change.Kind.ADDED, change.object());
        }
      }
      case DELETED -> {
        if (now || before) {
          send(Change.Kind.DELETED, change.object());
        }
      }
      case MODIFIED -> {
        if (now) {
          send(before ? Change.Kind.MODIFIED : Change.Kind.ADDED, change.object());
        } else if (before) {
          send(Change.Kind.DELETED, change.object());
        }
      }
    }
  }

  void fail(ApiError error) {
    write("ERROR", error.toStatus().toString());
  }

  private void send(Change.Kind kind, StoredObject object) {
    write(kind.name(), object.text());
  }

  private void write(String type, String object) {
    String event = "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
    context.runOnContext(ignored -> connection.accept(event));
  }
}
