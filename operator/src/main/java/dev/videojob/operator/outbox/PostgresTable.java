package dev.videojob.operator.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of the PostgreSQL store: one row for each VideoJob, with its document, and with columns
 * to query and index by, which the server reads from the document.
 */
final class PostgresTable {
  private static final String TEXT = "text";
  private static final String NUMBER = "integer";
  private static final String LONG = "bigint";
  private static final String TIME = "timestamp with time zone";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("revision", LONG, "revision", true),
          new Column("namespace", TEXT, "namespace", true),
          new Column("name", TEXT, "name", true),
          new Column("queue", TEXT, "queue", false),
          new Column("state", TEXT, "state", false),
          new Column("source", TEXT, "source", false),
          new Column("profile", TEXT, "profile", false),
          new Column("class_name", TEXT, "className", false),
          new Column("priority", NUMBER, "priority", false),
          new Column("message_id", TEXT, "messageId", false),
          new Column("attempt", NUMBER, "attempt", false),
          new Column("reason", TEXT, "reason", false),
          new Column("message", TEXT, "message", false),
          new Column("manifest_uri", TEXT, "manifestUri", false),
          new Column("created_at", TIME, "createdAt", false),
          new Column("started_at", TIME, "startedAt", false),
          new Column("completed_at", TIME, "completedAt", false),
          new Column("duration_seconds", LONG, "durationSeconds", false));

  private final String name;
  private final String quoted;

  /**
   * @param field of the document that fills it
   */
  private record Column(String name, String type, String field, boolean always) {
    String definition() {
      return name + " " + type + (always ? " NOT NULL" : "");
    }

    String value() {
      return "(d->>'%s')::%s".formatted(field, type);
    }
  }

  /** A column as it is found. */
  record Found(String type, boolean identifies) {}

  /**
   * @param name with or without its schema; letters count as they are written
   */
  PostgresTable(String name) {
    this.name = name;
    this.quoted =
        Stream.of(name.split("\\.", -1))
            .map(part -> '"' + part.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining("."));
  }

  /** Its name as the configuration has it. */
  String name() {
    return name;
  }

  /** Its name as SQL has it. */
  String quoted() {
    return quoted;
  }

  String creation() {
    return COLUMNS.stream()
        .map(Column::definition)
        .collect(
            Collectors.joining(
                ", ",
                "CREATE TABLE IF NOT EXISTS " + quoted + " (uid text PRIMARY KEY, ",
                ", document jsonb NOT NULL, updated_at timestamp with time zone NOT NULL)"));
  }

  /** Takes the uid and the document; a row that has the same revision or a newer one stays. */
  String upsert() {
    return """
        WITH told AS MATERIALIZED (SELECT ?::text AS uid, ?::jsonb AS d)
        INSERT INTO %s AS kept (uid, document, updated_at, %s)
        SELECT uid, d, now(), %s FROM told
        ON CONFLICT (uid) DO UPDATE SET document = EXCLUDED.document, updated_at = now(), %s
        WHERE kept.revision < EXCLUDED.revision
        """
        .formatted(
            quoted,
            listed(Column::name),
            listed(Column::value),
            listed(column -> column.name() + " = EXCLUDED." + column.name()));
  }

  /** Takes the uid and tells the document. */
  String find() {
    return "SELECT document FROM " + quoted + " WHERE uid = ?";
  }

  private static String listed(Function<Column, String> text) {
    return COLUMNS.stream().map(text).collect(Collectors.joining(", "));
  }

  /** Takes the quoted name; tells each column's name, type, and whether it alone is unique. */
  static String look() {
    return """
        SELECT attname, format_type(atttypid, NULL), EXISTS (
          SELECT FROM pg_index WHERE indrelid = attrelid AND indisunique AND indisvalid
            AND indpred IS NULL AND indnkeyatts = 1 AND indkey[0] = attnum)
        FROM pg_attribute
        WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
        """;
  }

  /** What keeps a table of these columns from being written, in a sentence with the remedy. */
  Optional<String> fault(Map<String, Found> found) {
    var faults = new ArrayList<String>();
    var missing = new ArrayList<String>();
    types()
        .forEach(
            (column, type) -> {
              var there = found.get(column);
              if (there == null) {
                missing.add(column + " " + type);
              } else if (!there.type().equals(type)) {
                faults.add("its column " + column + " is " + there.type() + ", not " + type);
              }
            });
    if (!missing.isEmpty()) {
      faults.add("it lacks the columns " + String.join(", ", missing));
    }
    if (found.containsKey("uid") && !found.get("uid").identifies()) {
      faults.add("its column uid is neither primary key nor unique");
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(sentence(faults));
  }

  private String sentence(List<String> faults) {
    return "The metadata store's table "
        + name
        + " cannot be used: "
        + String.join("; ", faults)
        + ". Alter it so, or name another table by POSTGRES_TABLE.";
  }

  private static Map<String, String> types() {
    var types = new LinkedHashMap<String, String>();
    types.put("uid", TEXT);
    COLUMNS.forEach(column -> types.put(column.name(), column.type()));
    types.put("document", "jsonb");
    types.put("updated_at", TIME);
    return types;
  }
}
