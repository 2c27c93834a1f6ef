package dev.videojob.operator.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.operator.calls.AllowedHosts;
import dev.videojob.operator.config.OperatorConfig.Api;
import dev.videojob.operator.postgres.PostgresAddress;
import dev.videojob.operator.postgres.PostgresAddress.InvalidAddress;
import dev.videojob.operator.resources.ObjectName;
import dev.videojob.operator.resources.WorkerDefaults;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the settings: the environment first, then the file, then the defaults. */
public final class ConfigReader {
  /** Variables that Kubernetes sets for a Service of our name. */
  private static final String SERVICE_LINKS = "VIDEOJOB_OPERATOR_";

  /** Variables of our launcher, our worker and the local platform's environment file. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "VIDEOJOB_JAVA_OPTS",
          "VIDEOJOB_FFMPEG_DIR",
          "VIDEOJOB_FFMPEG_CACHE",
          "VIDEOJOB_QUEUE_URL",
          "VIDEOJOB_DLQ_URL",
          "VIDEOJOB_PROCESSED_QUEUE_URL",
          "VIDEOJOB_INPUT_BUCKET",
          "VIDEOJOB_OUTPUT_BUCKET");

  /** What stands for a value that may have a password. */
  private static final String HIDDEN = "(hidden)";

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_$]{0,62}";
  private static final String TABLE = "(" + NAME + "\\.)?" + NAME;

  private final List<String> faults = new ArrayList<>();
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);

  private ConfigReader() {}

  /** Settings that cannot be used; the message names each with its remedy, one a line. */
  public static final class InvalidConfig extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidConfig(List<String> faults) {
      super(String.join(System.lineSeparator(), faults));
    }
  }

  /**
   * Reads and checks all settings, so that every fault is told at once.
   *
   * @param file a YAML file, if there is one
   */
  public static OperatorConfig read(Map<String, String> environment, @Nullable Path file)
      throws InvalidConfig {
    var reader = new ConfigReader();
    if (file != null) {
      reader.readFile(file);
    }
    for (var setting : Setting.values()) {
      var given = environment.get(setting.variable());
      if (given != null) {
        reader.values.put(setting, given.strip());
      }
    }
    reader.refuseMisspelt(environment);
    var config = reader.config();
    if (!reader.faults.isEmpty()) {
      throw new InvalidConfig(reader.faults);
    }
    return config;
  }

  private void readFile(Path file) {
    try {
      var root = new YAMLMapper().readTree(file.toFile());
      if (root != null && root.isObject()) {
        collect(root, "");
      } else if (root != null && !root.isMissingNode() && !root.isNull()) {
        faults.add(
            file + ": the file must hold a mapping of settings, such as 'limits: {maxJobs: 100}'.");
      }
    } catch (IOException e) {
      faults.add(file + ": cannot be read as YAML: " + firstLine(e) + ".");
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void collect(JsonNode node, String prefix) {
    for (var entry : node.properties()) {
      var path = prefix + entry.getKey();
      var setting = Setting.byPath(path);
      if (entry.getValue().isNull() && Setting.isPlace(path)) {
        continue;
      }
      if (setting.isPresent()) {
        values.put(setting.get(), scalar(entry.getValue()));
      } else if (entry.getValue().isObject()) {
        collect(entry.getValue(), path + ".");
      } else {
        faults.add(path + ": there is no such setting. There are: " + paths() + ".");
      }
    }
  }

  private static String scalar(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue().asText() + "\n")
          .collect(Collectors.joining());
    }
    if (value.isArray()) {
      var items = new ArrayList<String>();
      value.forEach(item -> items.add(item.asText()));
      return String.join(",", items);
    }
    return value.asText();
  }

  private static String paths() {
    return Arrays.stream(Setting.values()).map(Setting::path).collect(Collectors.joining(", "));
  }

  private void refuseMisspelt(Map<String, String> environment) {
    var known =
        Stream.concat(Arrays.stream(Setting.values()).map(Setting::variable), NOT_OURS.stream())
            .collect(Collectors.toSet());
    environment.keySet().stream()
        .filter(name -> name.startsWith("VIDEOJOB_"))
        .filter(name -> !name.startsWith(SERVICE_LINKS))
        .filter(name -> !known.contains(name))
        .sorted()
        .map(name -> name + ": there is no such setting. See 'operator --help' for all.")
        .forEach(faults::add);
  }

  private OperatorConfig config() {
    return new OperatorConfig(
        new TreeSet<>(list(Setting.NAMESPACES)),
        new OperatorConfig.Http(text(Setting.HTTP_HOST), number(Setting.HTTP_PORT, 0, 65535)),
        api(),
        leaderElection(),
        number(Setting.MAX_JOBS, 1, 100_000),
        number(Setting.DEFAULT_QUEUE_MAX_JOBS, 0, 100_000),
        number(Setting.MAX_JOBS_PER_NAMESPACE, 1, 100_000),
        new OperatorConfig.HttpTasks(
            number(Setting.HTTP_TASKS_MAX_CALLS, 1, 10_000), allowedHosts()),
        worker(),
        metadata(),
        new OperatorConfig.Tombstones(
            required(Setting.LEADER_LEASE_NAME),
            Setting.emptyToNull(text(Setting.LEADER_LEASE_NAMESPACE)),
            Duration.ofSeconds(number(Setting.TOMBSTONE_SECONDS, 60, 31_536_000))),
        new OperatorConfig.Log(
            oneOf(Setting.LOG_LEVEL, "ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            oneOf(Setting.LOG_FORMAT, "text", "json")),
        Duration.ofSeconds(number(Setting.STOP_GRACE_SECONDS, 1, 300)));
  }

  private AllowedHosts allowedHosts() {
    try {
      return AllowedHosts.parse(list(Setting.HTTP_TASKS_ALLOWED_HOSTS));
    } catch (IllegalArgumentException e) {
      var setting = Setting.HTTP_TASKS_ALLOWED_HOSTS;
      fault(setting, text(setting), String.valueOf(e.getMessage()));
      return AllowedHosts.NONE;
    }
  }

  private @Nullable Api api() {
    return flag(Setting.API_ENABLED)
        ? new Api(
            new OperatorConfig.Http(text(Setting.API_HOST), number(Setting.API_PORT, 0, 65535)),
            access(),
            namespace(Setting.API_NAMESPACE),
            Duration.ofSeconds(number(Setting.API_JOB_TTL_SECONDS, 0, 31_536_000)),
            bounds(),
            origins())
        : null;
  }

  private Api.Access access() {
    return switch (text(Setting.API_ACCESS)) {
      case "cluster" ->
          new Api.Access.Cluster(Setting.emptyToNull(text(Setting.API_TOKEN_AUDIENCE)));
      case "tokens" -> new Api.Access.Tokens(Path.of(required(Setting.API_TOKENS_DIRECTORY)));
      case "none" -> new Api.Access.Everybody();
      case String other -> {
        fault(
            Setting.API_ACCESS,
            other,
            "the HTTP API is not served before this says who may use it: write cluster, tokens or"
                + " none");
        yield new Api.Access.Cluster(null);
      }
    };
  }

  private Api.Bounds bounds() {
    return new Api.Bounds(
        number(Setting.API_MAX_BODY_BYTES, 1024, 1_048_576),
        number(Setting.API_REQUESTS_PER_SECOND, 1, 100_000),
        number(Setting.API_MAX_CONCURRENT, 1, 10_000),
        number(Setting.API_MAX_STREAMS, 0, 10_000));
  }

  private String namespace(Setting setting) {
    var value = text(setting);
    if (!ObjectName.possibleNamespace(value)) {
      fault(setting, value, "write the name of a namespace, such as video");
    }
    return value;
  }

  private Set<String> origins() {
    var origins = new TreeSet<String>();
    for (var origin : list(Setting.API_CORS_ORIGINS)) {
      if (!origin.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
        fault(
            Setting.API_CORS_ORIGINS,
            origin,
            "write origins, each a scheme and a host without a path, such as"
                + " https://studio.example.org");
      }
      origins.add(origin);
    }
    return origins;
  }

  private OperatorConfig.@Nullable LeaderElection leaderElection() {
    return flag(Setting.LEADER_ELECTION)
        ? new OperatorConfig.LeaderElection(
            text(Setting.LEADER_LEASE_NAME),
            Setting.emptyToNull(text(Setting.LEADER_LEASE_NAMESPACE)),
            Setting.emptyToNull(text(Setting.POD_NAME)),
            address(Setting.POD_IP))
        : null;
  }

  private @Nullable String address(Setting setting) {
    var value = text(setting);
    if (!value.matches("[0-9A-Fa-f.:]*")) {
      fault(setting, value, "write an IP address such as 10.0.0.7 or fd00::7");
    }
    return Setting.emptyToNull(value);
  }

  private WorkerDefaults worker() {
    return new WorkerDefaults(
        required(Setting.WORKER_IMAGE),
        Setting.emptyToNull(text(Setting.WORKER_SERVICE_ACCOUNT)),
        Setting.emptyToNull(text(Setting.WORKER_CREDENTIALS_SECRET)),
        quantity(Setting.WORKER_CPU),
        quantity(Setting.WORKER_MEMORY),
        pairs(Setting.WORKER_ENVIRONMENT),
        progressUrl());
  }

  private @Nullable String progressUrl() {
    var value = text(Setting.PROGRESS_URL);
    if (!value.isEmpty() && !value.matches("https?://[^\\s/]+.*")) {
      fault(Setting.PROGRESS_URL, value, "write an address such as http://HOST:8080");
    }
    return Setting.emptyToNull(
        value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
  }

  private OperatorConfig.@Nullable Metadata metadata() {
    var mongodb = text(Setting.MONGODB_URI);
    var postgres = text(Setting.POSTGRES_URI);
    if (!mongodb.isEmpty() && !postgres.isEmpty()) {
      fault(Setting.POSTGRES_URI, HIDDEN, "leave it or MONGODB_URI empty, as there is one store");
    }
    if (!mongodb.isEmpty()) {
      return mongoStore(mongodb);
    }
    return postgres.isEmpty() ? null : postgresStore(postgres);
  }

  private OperatorConfig.MongoStore mongoStore(String uri) {
    if (!uri.matches("mongodb(\\+srv)?://.+")) {
      fault(Setting.MONGODB_URI, HIDDEN, "write mongodb://HOST:PORT or mongodb+srv://HOST");
    }
    return new OperatorConfig.MongoStore(
        uri, required(Setting.MONGODB_DATABASE), required(Setting.MONGODB_COLLECTION));
  }

  private OperatorConfig.@Nullable PostgresStore postgresStore(String uri) {
    var table = text(Setting.POSTGRES_TABLE);
    if (!table.matches(TABLE)) {
      fault(Setting.POSTGRES_TABLE, table, "write TABLE or SCHEMA.TABLE, such as media.videojobs");
    }
    try {
      return new OperatorConfig.PostgresStore(withPassword(PostgresAddress.parse(uri)), table);
    } catch (InvalidAddress e) {
      fault(Setting.POSTGRES_URI, HIDDEN, e.remedy());
      return null;
    }
  }

  private PostgresAddress withPassword(PostgresAddress address) {
    var password = text(Setting.POSTGRES_PASSWORD);
    if (password.isEmpty()) {
      return address;
    }
    if (address.hasPassword()) {
      fault(Setting.POSTGRES_PASSWORD, HIDDEN, "leave it empty, as POSTGRES_URI has a password");
    }
    return address.withPassword(password);
  }

  private String oneOf(Setting setting, String... words) {
    var value = text(setting);
    if (!List.of(words).contains(value)) {
      fault(setting, value, "write one of " + String.join(", ", words));
    }
    return value;
  }

  private String text(Setting setting) {
    return values.getOrDefault(setting, setting.defaultValue());
  }

  private String required(Setting setting) {
    var value = text(setting);
    if (value.isEmpty()) {
      fault(setting, value, "it must not be empty");
    }
    return value;
  }

  private int number(Setting setting, int least, int most) {
    var value = text(setting);
    try {
      var number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the range.
    }
    fault(setting, value, "write a whole number from " + least + " to " + most);
    return least;
  }

  private boolean flag(Setting setting) {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      case String other -> {
        fault(setting, other, "write true or false");
        yield false;
      }
    };
  }

  private String quantity(Setting setting) {
    var value = text(setting);
    try {
      if (Quantity.getAmountInBytes(Quantity.parse(value)).signum() > 0) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      // Told below, with an example.
    }
    fault(
        setting,
        value,
        "write a Kubernetes quantity above zero, such as " + setting.defaultValue());
    return setting.defaultValue();
  }

  private List<String> list(Setting setting) {
    return Stream.of(text(setting).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** A mapping of the file comes one pair a line, so that its values may have commas. */
  private List<String> items(Setting setting) {
    var text = text(setting);
    return text.contains("\n") ? text.lines().toList() : list(setting);
  }

  private Map<String, String> pairs(Setting setting) {
    var pairs = new TreeMap<String, String>();
    for (var item : items(setting)) {
      var name = item.substring(0, Math.max(0, item.indexOf('=')));
      if (name.isEmpty()) {
        fault(setting, item, "write NAME=value");
      } else {
        pairs.put(name, item.substring(name.length() + 1));
      }
    }
    return pairs;
  }

  private void fault(Setting setting, String value, String remedy) {
    faults.add(
        setting.variable()
            + " ("
            + setting.path()
            + " in the file) is '"
            + value.strip()
            + "': "
            + remedy
            + ".");
  }
}
