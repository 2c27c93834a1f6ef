package dev.videojob.e2e.chart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.config.OperatorConfig.Api;
import dev.videojob.operator.config.Setting;
import dev.videojob.operator.postgres.PostgresAddress;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The values as the operator itself reads them. */
@Tag("chart")
class SettingsTest {
  /** What is secret, and what only the pod knows. */
  private static final Set<Setting> BY_VARIABLE =
      Set.of(
          Setting.MONGODB_URI,
          Setting.POSTGRES_URI,
          Setting.POSTGRES_PASSWORD,
          Setting.POD_NAME,
          Setting.POD_IP);

  private static final String EVERYTHING =
      """
      namespaces: [video, video-b]
      http: {host: 127.0.0.1, port: 9090, progressUrl: 'https://progress.example.org'}
      api:
        enabled: true
        host: 127.0.0.2
        port: 9091
        access: cluster
        tokenAudience: videos
        namespace: video-b
        jobTtlSeconds: 3600
        maxBodyBytes: 2048
        requestsPerSecond: 5
        maxConcurrent: 6
        maxStreams: 0
        corsOrigins: ['https://studio.example.org', 'http://localhost:3000']
      leaderElection: {leaseName: one, leaseNamespace: locks}
      limits: {maxJobs: 50, unqueuedMaxJobs: 0, maxJobsPerNamespace: 40}
      worker:
        image: {repository: example.org/worker, tag: v1}
        serviceAccount: {name: transcoder}
        credentialsSecret: s3-keys
        cpu: 500m
        memory: 1Gi
        environment: {LIST: 'a,b=c', EMPTY: '', NUMBER: 7}
      metadata: {mongodbUri: 'mongodb://mongo:27017', mongodbDatabase: media, mongodbCollection: jobs}
      tombstones: {seconds: 86400}
      log: {level: DEBUG, format: text}
      stopGraceSeconds: 40
      """;

  @Test
  void every_value_gets_to_the_operator() {
    var settings = Rendered.with(EVERYTHING).settings();

    assertThat(settings.namespaces()).containsExactlyInAnyOrder("video", "video-b");
    assertThat(settings.http()).isEqualTo(new OperatorConfig.Http("127.0.0.1", 9090));
    assertThat(settings.api())
        .isEqualTo(
            new Api(
                new OperatorConfig.Http("127.0.0.2", 9091),
                new Api.Access.Cluster("videos"),
                "video-b",
                Duration.ofHours(1),
                new Api.Bounds(2048, 5, 6, 0),
                Set.of("https://studio.example.org", "http://localhost:3000")));
    assertThat(settings.leaderElection())
        .isEqualTo(
            new OperatorConfig.LeaderElection(
                "one", "locks", Rendered.POD_NAME, Rendered.POD_ADDRESS));
    assertThat(settings.maxJobs()).isEqualTo(50);
    assertThat(settings.unqueuedMaxJobs()).isZero();
    assertThat(settings.maxJobsPerNamespace()).isEqualTo(40);
    assertThat(settings.worker().image()).isEqualTo("example.org/worker:v1");
    assertThat(settings.worker().serviceAccount()).isEqualTo("transcoder");
    assertThat(settings.worker().credentialsSecret()).isEqualTo("s3-keys");
    assertThat(settings.worker().cpu()).isEqualTo("500m");
    assertThat(settings.worker().memory()).isEqualTo("1Gi");
    assertThat(settings.worker().progressBaseUrl()).isEqualTo("https://progress.example.org");
    assertThat(settings.worker().environment())
        .isEqualTo(Map.of("LIST", "a,b=c", "EMPTY", "", "NUMBER", "7"));
    assertThat(settings.metadata())
        .isEqualTo(new OperatorConfig.MongoStore("mongodb://mongo:27017", "media", "jobs"));
    assertThat(settings.tombstones())
        .isEqualTo(new OperatorConfig.Tombstones("one", "locks", Duration.ofDays(1)));
    assertThat(settings.log()).isEqualTo(new OperatorConfig.Log("DEBUG", "text"));
    assertThat(settings.stopGrace()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void every_setting_has_a_value() {
    var file = Rendered.with(EVERYTHING).named(ConfigMap.class, Rendered.NAME).getData();
    var paths =
        paths(Repository.documents(requireNonNull(file.get("operator.yaml"))).getFirst(), "");

    assertThat(paths)
        .as("a setting that is not here needs a value in values.yaml and a line in _settings.tpl")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Setting.values())
                .filter(setting -> !BY_VARIABLE.contains(setting))
                .map(Setting::path)
                .toList());
  }

  private static List<String> paths(JsonNode node, String prefix) {
    var found = new ArrayList<String>();
    for (var entry : node.properties()) {
      var path = prefix + entry.getKey();
      if (entry.getValue().isObject() && !path.equals(Setting.WORKER_ENVIRONMENT.path())) {
        found.addAll(paths(entry.getValue(), path + "."));
      } else {
        found.add(path);
      }
    }
    return found;
  }

  @Test
  void without_values_the_operator_starts_with_its_defaults() {
    var settings = Rendered.byDefault().settings();

    assertThat(settings.namespaces()).isEmpty();
    assertThat(settings.api()).isNull();
    assertThat(settings.metadata()).isNull();
    assertThat(settings.maxJobs()).hasToString(Setting.MAX_JOBS.defaultValue());
    assertThat(settings.unqueuedMaxJobs())
        .hasToString(Setting.DEFAULT_QUEUE_MAX_JOBS.defaultValue());
    assertThat(settings.worker().cpu()).isEqualTo(Setting.WORKER_CPU.defaultValue());
    assertThat(settings.worker().memory()).isEqualTo(Setting.WORKER_MEMORY.defaultValue());
    assertThat(settings.worker().environment()).isEmpty();
    assertThat(settings.stopGrace().toSeconds())
        .hasToString(Setting.STOP_GRACE_SECONDS.defaultValue());
  }

  @Test
  void the_http_api_that_is_only_switched_on_has_the_operators_defaults() {
    var api = api("api: {enabled: true, access: cluster}");

    assertThat(api.where().host()).isEqualTo(Setting.API_HOST.defaultValue());
    assertThat(api.where().port()).hasToString(Setting.API_PORT.defaultValue());
    assertThat(api.access()).isEqualTo(new Api.Access.Cluster(null));
    assertThat(api.namespace()).isEqualTo(Setting.API_NAMESPACE.defaultValue());
    assertThat(api.jobTtl().toSeconds()).hasToString(Setting.API_JOB_TTL_SECONDS.defaultValue());
    assertThat(api.bounds().bodyBytes()).hasToString(Setting.API_MAX_BODY_BYTES.defaultValue());
    assertThat(api.bounds().requestsPerSecond())
        .hasToString(Setting.API_REQUESTS_PER_SECOND.defaultValue());
    assertThat(api.bounds().concurrent()).hasToString(Setting.API_MAX_CONCURRENT.defaultValue());
    assertThat(api.bounds().streams()).hasToString(Setting.API_MAX_STREAMS.defaultValue());
    assertThat(api.corsOrigins()).isEmpty();
  }

  @Test
  void requests_of_the_http_api_that_name_no_namespace_go_where_the_operator_works() {
    assertThat(api("{namespaces: [video, video-b], api: {enabled: true, access: none}}"))
        .satisfies(
            api -> {
              assertThat(api.namespace()).isEqualTo("video");
              assertThat(api.access()).isEqualTo(new Api.Access.Everybody());
            });
  }

  private static Api api(String values) {
    return requireNonNull(Rendered.with(values).settings().api());
  }

  @Test
  void tokens_of_a_secret_are_mounted_where_the_operator_reads_them() {
    var rendered = Rendered.with("api: {enabled: true, access: tokens, tokensSecret: callers}");

    assertThat(rendered.pod().getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.getSecret().getSecretName()).isEqualTo("callers");
              assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
            });
    assertThat(rendered.container().getVolumeMounts())
        .filteredOn(mount -> "api-tokens".equals(mount.getName()))
        .singleElement()
        .satisfies(
            mount -> {
              assertThat(mount.getReadOnly()).isTrue();
              assertThat(requireNonNull(rendered.settings().api()).access())
                  .isEqualTo(new Api.Access.Tokens(Path.of(mount.getMountPath())));
            });
    assertThat(rendered.all(Secret.class)).isEmpty();
  }

  @Test
  void workers_post_their_progress_to_the_charts_service() {
    assertThat(Rendered.with("service: {port: 80}").settings().worker().progressBaseUrl())
        .isEqualTo("http://videojob-operator.videojob-system:80");
  }

  @Test
  void region_and_endpoints_get_to_the_operator_and_to_workers() {
    var rendered =
        Rendered.with(
            """
            aws:
              region: eu-central-1
              endpointUrl: http://aws:4566
              endpointUrlSqs: http://sqs:9324
              endpointUrlS3: http://s3:9000
            worker: {environment: {AWS_REGION: us-east-1}}
            """);

    assertThat(rendered.variable("AWS_REGION").orElseThrow().getValue()).isEqualTo("eu-central-1");
    assertThat(rendered.variable("AWS_ENDPOINT_URL").orElseThrow().getValue())
        .isEqualTo("http://aws:4566");
    assertThat(rendered.variable("AWS_ENDPOINT_URL_SQS").orElseThrow().getValue())
        .isEqualTo("http://sqs:9324");
    assertThat(rendered.settings().worker().environment())
        .isEqualTo(
            Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ENDPOINT_URL", "http://aws:4566",
                "AWS_ENDPOINT_URL_S3", "http://s3:9000"));
  }

  @Test
  void keys_from_values_become_secrets_and_appear_nowhere_else() {
    var yaml =
        Helm.template(
                """
                namespaces: [video, video-b]
                aws: {accessKeyId: AKIAEXAMPLE, secretAccessKey: s3cr3t, sessionToken: t0ken}
                metadata: {mongodbUri: 'mongodb://ann:pa55@mongo'}
                """)
            .ok();
    var rendered = Rendered.of(yaml);

    assertThat(rendered.settings().worker().credentialsSecret())
        .isEqualTo("videojob-operator-worker-aws");
    assertThat(rendered.all(Secret.class))
        .extracting(
            secret -> secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName())
        .containsExactlyInAnyOrder(
            "videojob-system/videojob-operator-aws",
            "videojob-system/videojob-operator-metadata",
            "video/videojob-operator-worker-aws",
            "video-b/videojob-operator-worker-aws");
    assertThat(rendered.named(Secret.class, "videojob-operator-worker-aws").getStringData())
        .containsOnlyKeys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
    assertThat(rendered.variable("AWS_SECRET_ACCESS_KEY").orElseThrow().getValueFrom())
        .satisfies(
            from ->
                assertThat(from.getSecretKeyRef().getName()).isEqualTo("videojob-operator-aws"));
    assertThat(yaml.split("s3cr3t", -1)).as("once in each of three Secrets").hasSize(4);
    assertThat(yaml.split("pa55", -1)).hasSize(2);
  }

  @Test
  void secrets_of_ones_own_are_read_where_they_are_named() {
    var rendered =
        Rendered.with(
            """
            aws: {existingSecret: my-keys}
            worker: {credentialsSecret: their-keys}
            metadata: {existingSecret: {name: mongo, key: address}}
            """);

    assertThat(rendered.all(Secret.class)).isEmpty();
    assertThat(rendered.settings().worker().credentialsSecret()).isEqualTo("their-keys");
    assertThat(rendered.variable("AWS_ACCESS_KEY_ID").orElseThrow().getValueFrom())
        .satisfies(from -> assertThat(from.getSecretKeyRef().getName()).isEqualTo("my-keys"));
    assertThat(rendered.variable("AWS_SESSION_TOKEN").orElseThrow().getValueFrom())
        .satisfies(from -> assertThat(from.getSecretKeyRef().getOptional()).isTrue());
    assertThat(rendered.variable("MONGODB_URI").orElseThrow().getValueFrom())
        .satisfies(
            from -> {
              assertThat(from.getSecretKeyRef().getName()).isEqualTo("mongo");
              assertThat(from.getSecretKeyRef().getKey()).isEqualTo("address");
            });
  }

  @Test
  void a_store_in_postgres_gets_to_the_operator_by_a_secret() {
    var yaml =
        Helm.template(
                "metadata: {postgresUri: 'postgresql://ann:pa55@db:5432/media', postgresTable: a.b}")
            .ok();

    assertThat(Rendered.of(yaml).settings().metadata())
        .isEqualTo(
            new OperatorConfig.PostgresStore(
                new PostgresAddress(
                    "jdbc:postgresql://db:5432/media", Map.of("user", "ann", "password", "pa55")),
                "a.b"));
    assertThat(yaml.split("pa55", -1)).as("once, in the Secret").hasSize(2);
  }

  @Test
  void a_secret_of_ones_own_has_the_postgres_address_or_the_password_alone() {
    var whole = Rendered.with("metadata: {postgresSecret: {name: db-app}}");
    var password =
        Rendered.with(
            """
            metadata:
              postgresUri: postgresql://ann@db/media
              postgresSecret: {name: db-app, passwordKey: password}
            """);

    assertThat(whole.variable("POSTGRES_URI").orElseThrow().getValueFrom())
        .satisfies(
            from -> {
              assertThat(from.getSecretKeyRef().getName()).isEqualTo("db-app");
              assertThat(from.getSecretKeyRef().getKey()).isEqualTo("uri");
            });
    assertThat(whole.variable("POSTGRES_PASSWORD")).isEmpty();
    assertThat(password.variable("POSTGRES_URI").orElseThrow().getValueFrom())
        .satisfies(
            from ->
                assertThat(from.getSecretKeyRef().getName())
                    .isEqualTo("videojob-operator-metadata"));
    assertThat(password.variable("POSTGRES_PASSWORD").orElseThrow().getValueFrom())
        .satisfies(from -> assertThat(from.getSecretKeyRef().getKey()).isEqualTo("password"));
  }

  @Test
  void a_variable_goes_before_the_charts_file() {
    var rendered = Rendered.with("extraEnv: [{name: VIDEOJOB_MAX_JOBS, value: '7'}]");

    assertThat(rendered.settings().maxJobs()).isEqualTo(7);
  }
}
