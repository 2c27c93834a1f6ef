package dev.videojob.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.operator.api.openapi.RequestSchemas;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.intake.source.SqsQueueReads;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import dev.videojob.operator.redrive.DeadLetterLook;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** A cluster that knows the caller and lets them do nothing; everything else is not even there. */
class HttpApiRightsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final String JOB =
      "{\"source\": {\"uri\": \"s3://in/a.mp4\"}, \"destination\": {\"uri\": \"s3://out/a\"}}";

  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpApi api;

  @BeforeEach
  void start() {
    server.init();
    server
        .expect()
        .post()
        .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
        .andReturn(
            201,
            new TokenReviewBuilder()
                .withNewStatus()
                .withAuthenticated(true)
                .withNewUser()
                .withUsername("ann")
                .endUser()
                .endStatus()
                .build())
        .always();
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/subjectaccessreviews")
        .andReturn(
            201,
            new SubjectAccessReviewBuilder().withNewStatus().withAllowed(false).endStatus().build())
        .always();
    api =
        HttpApi.start(
            new OperatorConfig.Api(
                new OperatorConfig.Http("127.0.0.1", 0),
                new OperatorConfig.Api.Access.Cluster(null),
                "media",
                Duration.ofDays(7),
                new OperatorConfig.Api.Bounds(4096, 1000, 64, 10),
                Set.of()),
            Set.of(),
            server.createClient(),
            ReadableMetadataStore.NONE,
            new HttpApi.Known(_ -> Optional.empty(), _ -> Stream.empty(), looks()),
            JSON,
            InstantSource.system());
  }

  /** Whoever is refused has nothing looked at. */
  private static DeadLetterLook looks() {
    var nobody = new SqsClients(AnonymousCredentialsProvider.create(), "us-east-1");
    return new DeadLetterLook(
        (_, _) -> {
          throw new AssertionError("no letter is looked at");
        },
        new SqsQueueReads(nobody),
        InstantSource.system());
  }

  @AfterEach
  void stop() {
    api.close();
    http.close();
    server.destroy();
  }

  /** Every operation of the document that is not for everybody. */
  static List<String> operations() {
    return RequestSchemas.packed(JSON).document().required("paths").properties().stream()
        .filter(path -> !path.getKey().equals("/openapi.json"))
        .flatMap(path -> operations(path.getKey(), path.getValue()))
        .toList();
  }

  private static Stream<String> operations(String path, JsonNode item) {
    return item.properties().stream()
        .map(operation -> operation.getKey())
        .filter(METHODS::contains)
        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void whoever_has_no_right_to_it_is_refused_before_anything_is_read(String operation)
      throws Exception {
    var method = operation.substring(0, operation.indexOf(' '));
    var path =
        operation
            .substring(operation.indexOf(' ') + 1)
            .replace("{id}", "media.trailer.0295cf01-03ee-499c-9eca-138a050569b8")
            .replace("{queue}", "uploads")
            .replace("{redrive}", "uploads-4711");

    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .header("Authorization", "Bearer of-ann")
                .header("Content-Type", "application/json")
                .method(
                    method,
                    method.equals("POST") ? BodyPublishers.ofString(JOB) : BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("ann may not");
    assertThat(server.getRequestCount()).as("a TokenReview and a SubjectAccessReview").isEqualTo(2);
  }
}
