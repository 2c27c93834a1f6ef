package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.operator.postgres.PostgresAddress;
import dev.videojob.operator.postgres.PostgresPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A table of PostgreSQL. The revision is in the condition of an upsert, so that a row never goes
 * back. The table is made where there is none; one that cannot be used is said with what it lacks,
 * and is looked at again after a while.
 *
 * <p>A store that is away is left alone for a while. A document that it refuses stops no other.
 */
public final class PostgresMetadataStore implements ReadableMetadataStore {
  /** A write takes a connection for milliseconds; servers have a hundred for everybody. */
  private static final int CONNECTIONS = 8;

  /**
   * What the server says of a row, by the first two characters: data, constraints, size, triggers.
   */
  private static final Set<String> ABOUT_THE_ROW = Set.of("22", "23", "40", "54", "P0");

  private final PostgresPool pool;
  private final PostgresTable table;
  private final StorePause pause;
  private volatile boolean tableIsFit;

  /**
   * @param table with or without its schema
   */
  public PostgresMetadataStore(PostgresAddress address, String table, InstantSource clock) {
    this.pool = new PostgresPool(address, "metadata", CONNECTIONS);
    this.table = new PostgresTable(table);
    this.pause = new StorePause(clock);
  }

  @Override
  public void upsert(JobDocument document) throws StoreAway {
    pause.check();
    try (var connection = pool.connection()) {
      fitTable(connection);
      write(connection, document);
    } catch (SQLException e) {
      throw failed("did not accept a write", e);
    }
  }

  private void write(Connection connection, JobDocument document) throws SQLException {
    try (var upsert = PostgresPool.prepare(connection, table.upsert())) {
      upsert.setString(1, document.id());
      upsert.setString(2, PostgresDocuments.of(document.body()));
      upsert.executeUpdate();
    }
  }

  @Override
  public Optional<ObjectNode> find(String uid) throws StoreAway {
    pause.check();
    try (var connection = pool.connection()) {
      fitTable(connection);
      return read(connection, uid);
    } catch (SQLException e) {
      throw failed("did not answer", e);
    }
  }

  private Optional<ObjectNode> read(Connection connection, String uid) throws SQLException {
    try (var query = PostgresPool.prepare(connection, table.find())) {
      query.setString(1, uid);
      try (var rows = query.executeQuery()) {
        return rows.next()
            ? Optional.of(PostgresDocuments.json(rows.getString(1)))
            : Optional.empty();
      }
    }
  }

  private void fitTable(Connection connection) throws SQLException, StoreAway {
    if (tableIsFit) {
      return;
    }
    var columns = columns(connection);
    if (columns.isEmpty()) {
      create(connection);
      columns = columns(connection);
    }
    var fault = table.fault(columns);
    if (fault.isPresent()) {
      pause.begin();
      throw new StoreAway(fault.get(), null);
    }
    tableIsFit = true;
  }

  private Map<String, PostgresTable.Found> columns(Connection connection) throws SQLException {
    var columns = new HashMap<String, PostgresTable.Found>();
    try (var look = PostgresPool.prepare(connection, PostgresTable.look())) {
      look.setString(1, table.quoted());
      try (var rows = look.executeQuery()) {
        while (rows.next()) {
          columns.put(
              rows.getString(1), new PostgresTable.Found(rows.getString(2), rows.getBoolean(3)));
        }
      }
    }
    return columns;
  }

  /** Of two operators that create it at the same time, one fails, and finds that it is there. */
  private void create(Connection connection) throws SQLException {
    try (var creation = PostgresPool.prepare(connection, table.creation())) {
      creation.executeUpdate();
    } catch (SQLException e) {
      if (columns(connection).isEmpty()) {
        throw e;
      }
    }
  }

  /** Whatever is not about this one document is about all: they wait, and all is looked at anew. */
  private StoreAway failed(String what, SQLException cause) {
    var state = Objects.requireNonNullElse(cause.getSQLState(), "");
    if (!ABOUT_THE_ROW.contains(state.substring(0, Math.min(2, state.length())))) {
      tableIsFit = false;
      pause.begin();
      pool.renew();
    }
    // A pool that ran out of connections says why by its cause.
    var why = cause.getCause() instanceof SQLException inner ? inner : cause;
    return new StoreAway(
        "The metadata store " + what + ": " + why.getMessage() + remedy(state), cause);
  }

  private String remedy(String state) {
    return switch (state) {
      case "28000", "28P01" -> " (correct POSTGRES_URI or POSTGRES_PASSWORD)";
      case "3D000" -> " (create the database, or correct POSTGRES_URI)";
      case "3F000" -> " (create the schema, or correct POSTGRES_TABLE)";
      case "42501" ->
          " (create the table %s as docs/metadata.md says, grant SELECT, INSERT and UPDATE on it, or correct POSTGRES_TABLE)"
              .formatted(table.name());
      default -> "";
    };
  }

  @Override
  public void close() {
    pool.close();
  }
}
