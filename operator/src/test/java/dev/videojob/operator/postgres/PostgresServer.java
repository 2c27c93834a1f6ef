package dev.videojob.operator.postgres;

import static java.util.Objects.requireNonNull;

import dev.videojob.operator.postgres.PostgresAddress.InvalidAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL for the tests of a class. Roles are let in without a password, but those whose
 * name begins with {@code locked}.
 */
public final class PostgresServer implements BeforeAllCallback, AfterAllCallback {
  private static final Duration START = Duration.ofMinutes(1);
  private static final String LOCKED = "host all /^locked 127.0.0.1/32 scram-sha-256\n";

  private @Nullable Path data;
  private @Nullable EmbeddedPostgres server;
  private int port;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    data = Files.createTempDirectory("postgres");
    start();
    var access = data.resolve("pg_hba.conf");
    Files.writeString(access, LOCKED + Files.readString(access));
    run("SELECT pg_reload_conf()");
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    stop();
    FileUtils.deleteDirectory(requireNonNull(data).toFile());
  }

  /** Starts it, always at the same port. */
  public void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(requireNonNull(data))
              .setCleanDataDirectory(false)
              .setPort(port)
              .setPGStartupWait(START)
              .start();
      port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it; its data is kept. */
  public void stop() {
    try {
      requireNonNull(server).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** The address of its only database for {@code user}, as people write it. */
  public static String uri(String user, int port) {
    return "postgresql://" + user + "@127.0.0.1:" + port + "/postgres";
  }

  /** The same, read. */
  public static PostgresAddress address(String user, int port) {
    try {
      return PostgresAddress.parse(uri(user, port));
    } catch (InvalidAddress e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A connection of its administrator. */
  public Connection connection() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
  }

  /** Has its administrator say something. */
  public void run(String sql) {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query, each by the names of its columns; without those that are null. */
  public List<Map<String, String>> rows(String query) {
    try (var connection = connection();
        var statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      var rows = new ArrayList<Map<String, String>>();
      while (found.next()) {
        var row = new TreeMap<String, String>();
        for (var column = 1; column <= found.getMetaData().getColumnCount(); column++) {
          var value = found.getString(column);
          if (value != null) {
            row.put(found.getMetaData().getColumnName(column), value);
          }
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
