package dev.videojob.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.operator.config.ConfigReader.InvalidConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @TempDir private Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("operator.yaml"), yaml);
  }

  private static OperatorConfig environment(String... pairs) throws InvalidConfig {
    var environment = new HashMap<String, String>();
    for (var index = 0; index < pairs.length; index += 2) {
      environment.put(pairs[index], pairs[index + 1]);
    }
    return ConfigReader.read(environment, null);
  }

  @Test
  void nothing_said_means_the_defaults() throws Exception {
    var config = environment();

    assertThat(config.namespaces()).isEmpty();
    assertThat(config.http()).isEqualTo(new OperatorConfig.Http("0.0.0.0", 8080));
    assertThat(config.leaderElection()).isNull();
    assertThat(config.maxJobs()).isEqualTo(1000);
    assertThat(config.unqueuedMaxJobs()).isEqualTo(10);
    assertThat(config.metadata()).isNull();
    assertThat(config.tombstones())
        .isEqualTo(new OperatorConfig.Tombstones("videojob-operator", null, Duration.ofDays(15)));
    assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(25));
    assertThat(config.worker().cpu()).isEqualTo("2");
    assertThat(config.worker().memory()).isEqualTo("4Gi");
    assertThat(config.worker().serviceAccount()).isNull();
    assertThat(config.worker().credentialsSecret()).isNull();
    assertThat(config.worker().environment()).isEmpty();
    assertThat(config.worker().progressBaseUrl()).isNull();
  }

  @Test
  void the_file_goes_before_the_defaults_and_the_environment_before_the_file() throws Exception {
    var file =
        file(
            """
            namespaces: [media, archive]
            http: {port: 9090, progressUrl: "http://operator:9090/"}
            limits:
              maxJobs: 50
              unqueuedMaxJobs: 3
            leaderElection: {enabled: true}
            worker:
              memory: 8Gi
              environment: {S3_ENDPOINT: "http://s3", A: 1}
            """);

    var config = ConfigReader.read(Map.of("VIDEOJOB_MAX_JOBS", " 7 "), file);

    assertThat(config.maxJobs()).isEqualTo(7);
    assertThat(config.unqueuedMaxJobs()).isEqualTo(3);
    assertThat(config.namespaces()).containsExactlyInAnyOrder("media", "archive");
    assertThat(config.http().port()).isEqualTo(9090);
    assertThat(config.worker().progressBaseUrl()).isEqualTo("http://operator:9090");
    assertThat(config.worker().memory()).isEqualTo("8Gi");
    assertThat(config.worker().environment())
        .isEqualTo(Map.of("S3_ENDPOINT", "http://s3", "A", "1"));
    assertThat(config.leaderElection())
        .isEqualTo(new OperatorConfig.LeaderElection("videojob-operator", null, null, null));
  }

  @Test
  void lists_and_pairs_are_read_from_the_environment() throws Exception {
    var config =
        environment(
            "VIDEOJOB_NAMESPACES", "media, archive,",
            "VIDEOJOB_WORKER_ENVIRONMENT", "S3_ENDPOINT=http://s3?a=b,EMPTY=");

    assertThat(config.namespaces()).containsExactlyInAnyOrder("media", "archive");
    assertThat(config.worker().environment())
        .isEqualTo(Map.of("S3_ENDPOINT", "http://s3?a=b", "EMPTY", ""));
  }

  @Test
  void a_metadata_store_is_named_by_its_address() throws Exception {
    assertThat(environment("MONGODB_URI", "mongodb://mongo:27017").metadata())
        .isEqualTo(new OperatorConfig.Metadata("mongodb://mongo:27017", "videojob", "videojobs"));
  }

  @Test
  void the_http_api_is_not_served_before_it_is_said_who_may_use_it() throws Exception {
    assertThat(environment().api()).isNull();
    assertThatThrownBy(() -> environment("VIDEOJOB_API_ENABLED", "true"))
        .hasMessageContaining("VIDEOJOB_API_ACCESS")
        .hasMessageContaining("write cluster, tokens or none");
    assertThat(environment("VIDEOJOB_API_ENABLED", "true", "VIDEOJOB_API_ACCESS", "cluster").api())
        .isNotNull();
  }

  @Test
  void an_empty_file_says_nothing() throws Exception {
    assertThat(ConfigReader.read(Map.of(), file("")).maxJobs()).isEqualTo(1000);
    assertThat(ConfigReader.read(Map.of(), file("# later\n")).maxJobs()).isEqualTo(1000);
  }

  @Test
  void a_key_of_the_file_without_a_value_says_nothing() throws Exception {
    var config = ConfigReader.read(Map.of(), file("namespaces:\nlimits:\n  maxJobs:\nworker:\n"));

    assertThat(config.namespaces()).isEmpty();
    assertThat(config.maxJobs()).isEqualTo(1000);
  }

  @Test
  void a_value_of_the_workers_environment_may_have_commas_in_the_file() throws Exception {
    var config =
        ConfigReader.read(
            Map.of(), file("worker: {environment: {NO_PROXY: 'localhost,10.0.0.0/8', B: 2}}"));

    assertThat(config.worker().environment())
        .isEqualTo(Map.of("NO_PROXY", "localhost,10.0.0.0/8", "B", "2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VIDEOJOB_HTTP_PORT | eighty | http.port | a whole number from 0 to 65535",
        "VIDEOJOB_HTTP_PORT | 65536 | http.port | a whole number from 0 to 65535",
        "VIDEOJOB_MAX_JOBS | 0 | limits.maxJobs | a whole number from 1 to 100000",
        "VIDEOJOB_MAX_JOBS | 1.5 | limits.maxJobs | a whole number from 1 to 100000",
        "VIDEOJOB_UNQUEUED_MAX_JOBS | -1 | limits.unqueuedMaxJobs | from 0 to 100000",
        "VIDEOJOB_TOMBSTONE_SECONDS | 59 | tombstones.seconds | from 60 to 31536000",
        "VIDEOJOB_STOP_GRACE_SECONDS | 301 | stopGraceSeconds | from 1 to 300",
        "VIDEOJOB_LEADER_ELECTION | yes | leaderElection.enabled | write true or false",
        "VIDEOJOB_WORKER_MEMORY | lots | worker.memory | such as 4Gi",
        "VIDEOJOB_WORKER_MEMORY | 0 | worker.memory | above zero",
        "VIDEOJOB_WORKER_CPU | -2 | worker.cpu | such as 2",
        "VIDEOJOB_WORKER_ENVIRONMENT | NAME | worker.environment | write NAME=value",
        "VIDEOJOB_WORKER_ENVIRONMENT | =value | worker.environment | write NAME=value",
        "VIDEOJOB_PROGRESS_URL | operator:8080 | http.progressUrl | such as http://HOST:8080",
      })
  void a_wrong_value_is_told_with_its_setting_and_the_remedy(
      String variable, String value, String path, String remedy) {
    assertThatThrownBy(() -> environment(variable, value))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(variable)
        .hasMessageContaining(path)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining(remedy);
  }

  @Test
  void an_image_must_be_named() {
    assertThatThrownBy(() -> environment("VIDEOJOB_WORKER_IMAGE", ""))
        .hasMessageContaining("worker.image")
        .hasMessageContaining("must not be empty");
  }

  @Test
  void a_wrong_store_address_is_told_without_showing_its_password() {
    assertThatThrownBy(() -> environment("MONGODB_URI", "http://user:secret@mongo"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("mongodb://HOST:PORT")
        .hasMessageNotContaining("secret");
  }

  @Test
  void several_faults_are_told_at_once_one_a_line() {
    assertThatThrownBy(
            () -> environment("VIDEOJOB_MAX_JOBS", "0", "VIDEOJOB_LEADER_ELECTION", "maybe"))
        .isInstanceOf(InvalidConfig.class)
        .satisfies(
            fault ->
                assertThat(Objects.requireNonNull(fault.getMessage()).lines())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("VIDEOJOB_MAX_JOBS"))
                    .anyMatch(line -> line.contains("VIDEOJOB_LEADER_ELECTION")));
  }

  @Test
  void a_misspelt_variable_is_refused() {
    assertThatThrownBy(() -> environment("VIDEOJOB_MAXJOBS", "5"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("VIDEOJOB_MAXJOBS")
        .hasMessageContaining("no such setting");
  }

  @Test
  void what_kubernetes_sets_for_our_service_is_none_of_ours() throws Exception {
    assertThat(environment("VIDEOJOB_OPERATOR_SERVICE_HOST", "10.0.0.1", "PATH", "/bin").maxJobs())
        .isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({"'limits: {maxJob: 5}', limits.maxJob", "'http: 8080', http", "'a: {b: c}', a.b"})
  void an_unknown_key_of_the_file_is_named_with_those_that_exist(String yaml, String key) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of(), file(yaml)))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(key + ": there is no such setting")
        .hasMessageContaining("limits.maxJobs");
  }

  @Test
  void a_wrong_value_of_the_file_is_told_as_one_of_the_environment_is() {
    assertThatThrownBy(() -> ConfigReader.read(Map.of(), file("limits: {maxJobs: many}")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("limits.maxJobs")
        .hasMessageContaining("'many'");
  }

  @ParameterizedTest
  @CsvSource({"'- a list', must hold a mapping", "'a: [', cannot be read as YAML"})
  void a_file_that_holds_no_settings_is_named(String yaml, String fault) {
    assertThatThrownBy(() -> ConfigReader.read(Map.of(), file(yaml)))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("operator.yaml")
        .hasMessageContaining(fault);
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> ConfigReader.read(Map.of(), folder.resolve("nowhere.yaml")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("nowhere.yaml");
  }
}
