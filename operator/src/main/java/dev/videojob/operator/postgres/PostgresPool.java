package dev.videojob.operator.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGProperty;

/**
 * Connections to one database, which may be away, also when the pool is made. A connection is
 * waited for {@link #WAIT}, and a statement, which the server is then told to give up, as long.
 */
public final class PostgresPool implements AutoCloseable {
  /** How long a caller waits for a connection, and how long for a statement. */
  public static final Duration WAIT = Duration.ofSeconds(1);

  /** How long a network may be silent before a connection is given up. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final HikariDataSource connections;

  /**
   * @param name of the pool, in logs and thread names
   * @param size connections at most
   */
  public PostgresPool(PostgresAddress address, String name, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(address.url());
    set(config, PGProperty.APPLICATION_NAME, "videojob-operator");
    // Named statements do not get through poolers that give each transaction another connection.
    set(config, PGProperty.PREPARE_THRESHOLD, "0");
    set(config, PGProperty.TCP_KEEP_ALIVE, "true");
    address.parameters().forEach(config::addDataSourceProperty);
    set(config, PGProperty.CONNECT_TIMEOUT, seconds(SILENCE));
    set(config, PGProperty.SOCKET_TIMEOUT, seconds(SILENCE));
    set(config, PGProperty.CANCEL_SIGNAL_TIMEOUT, seconds(WAIT));
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT.toMillis());
    config.setValidationTimeout(WAIT.toMillis() / 2);
    config.setInitializationFailTimeout(-1);
    this.connections = new HikariDataSource(config);
  }

  private static void set(HikariConfig config, PGProperty property, String value) {
    config.addDataSourceProperty(property.getName(), value);
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  /** A connection, to be closed soon. */
  public Connection connection() throws SQLException {
    return connections.getConnection();
  }

  /** A statement that ends in time. */
  public static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(Math.toIntExact(WAIT.toSeconds()));
    return statement;
  }

  /** Has new connections made: those that are there may lead to a server that writes no more. */
  public void renew() {
    connections.getHikariPoolMXBean().softEvictConnections();
  }

  @Override
  public void close() {
    connections.close();
  }
}
