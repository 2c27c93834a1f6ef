package dev.videojob.operator.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a database is and how to get in: an address as psql or JDBC takes it, read and checked.
 *
 * @param url of JDBC, without parameters
 * @param parameters of the JDBC driver, the user and the password among them
 */
public record PostgresAddress(String url, Map<String, String> parameters) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://"
              + "(?:(?<user>[^:@/?]+)(?::(?<password>[^@/?]*))?@)?"
              + "(?<place>[^@/?]+/[^@/?]+)(?:\\?(?<parameters>.*))?");

  /** What psql calls otherwise than the driver. */
  private static final Map<String, PGProperty> PSQL_NAMES =
      Map.of(
          "application_name", PGProperty.APPLICATION_NAME,
          "channel_binding", PGProperty.CHANNEL_BINDING);

  /** How long anything may take is for the operator to say. */
  private static final Set<PGProperty> OURS =
      Set.of(
          PGProperty.CONNECT_TIMEOUT,
          PGProperty.SOCKET_TIMEOUT,
          PGProperty.LOGIN_TIMEOUT,
          PGProperty.QUERY_TIMEOUT,
          PGProperty.CANCEL_SIGNAL_TIMEOUT);

  public PostgresAddress {
    parameters = Map.copyOf(parameters);
  }

  /** An address that cannot be used. */
  public static final class InvalidAddress extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    InvalidAddress(String remedy) {
      super(remedy);
      this.remedy = remedy;
    }

    /** What to write instead, without anything secret. */
    public String remedy() {
      return remedy;
    }
  }

  /** Reads {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETERS}. */
  public static PostgresAddress parse(String uri) throws InvalidAddress {
    var parts = SHAPE.matcher(uri);
    if (!parts.matches()) {
      throw new InvalidAddress(
          "write postgresql://USER@HOST:5432/DATABASE, with %40, %2F, %3A and %3F for any @, /, :"
              + " and ? in user or password");
    }
    var parameters = parameters(Objects.requireNonNullElse(parts.group("parameters"), ""));
    keep(parameters, PGProperty.USER, parts.group("user"));
    keep(parameters, PGProperty.PASSWORD, parts.group("password"));
    if (!parameters.containsKey(PGProperty.USER.getName())) {
      throw new InvalidAddress("name a user: postgresql://USER@HOST:5432/DATABASE");
    }
    var url = "jdbc:postgresql://" + parts.group("place");
    if (Driver.parseURL(url, new Properties()) == null) {
      throw new InvalidAddress("write HOST:PORT/DATABASE with a port from 1 to 65535");
    }
    return new PostgresAddress(url, parameters);
  }

  private static Map<String, String> parameters(String text) throws InvalidAddress {
    var parameters = new TreeMap<String, String>();
    for (var pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        var at = pair.indexOf('=');
        keep(
            parameters,
            known(at < 0 ? pair : pair.substring(0, at)),
            at < 0 ? "" : pair.substring(at + 1));
      }
    }
    return parameters;
  }

  private static PGProperty known(String name) throws InvalidAddress {
    var property = PSQL_NAMES.getOrDefault(name, PGProperty.forName(name));
    if (property == null) {
      throw new InvalidAddress(
          "leave its parameter '" + name + "' out: the driver knows none such");
    }
    if (OURS.contains(property)) {
      throw new InvalidAddress("leave its parameter '" + name + "' out: the operator waits 2 s");
    }
    return property;
  }

  private static void keep(
      Map<String, String> parameters, PGProperty property, @Nullable String encoded)
      throws InvalidAddress {
    if (encoded == null) {
      return;
    }
    var value = decoded(property, encoded);
    var choices = property.getChoices();
    if (choices != null && !Arrays.asList(choices).contains(value)) {
      throw new InvalidAddress(
          "write one of %s for its parameter '%s'"
              .formatted(String.join(", ", choices), property.getName()));
    }
    if (parameters.putIfAbsent(property.getName(), value) != null) {
      throw new InvalidAddress("give its '" + property.getName() + "' once");
    }
  }

  /** A plus sign stays one, as in every address but those of web forms. */
  private static String decoded(PGProperty property, String encoded) throws InvalidAddress {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidAddress("write %25 for any % in its '" + property.getName() + "'");
    }
  }

  /** Whether it has a password. */
  public boolean hasPassword() {
    return parameters.containsKey(PGProperty.PASSWORD.getName());
  }

  /** The same place with a password, in place of its own. */
  public PostgresAddress withPassword(String password) {
    var all = new TreeMap<>(parameters);
    all.put(PGProperty.PASSWORD.getName(), password);
    return new PostgresAddress(url, all);
  }

  /** The place alone: parameters may be secret. */
  @Override
  public String toString() {
    return url;
  }
}
