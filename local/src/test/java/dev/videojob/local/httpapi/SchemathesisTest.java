package dev.videojob.local.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.api.HttpApi;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.outbox.MongoMetadataStore;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import dev.videojob.operator.redrive.DeadLetterLook;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Schemathesis asks whatever the served document allows, and what it does not; called by {@code
 * ./videojob schemathesis}, which installs it. No operator works: what is submitted stays queued.
 */
@EnabledIfEnvironmentVariable(
    named = SchemathesisTest.PROGRAM,
    matches = ".+",
    disabledReason = "./videojob schemathesis runs it")
class SchemathesisTest {
  static final String PROGRAM = "VIDEOJOB_SCHEMATHESIS";

  /** A fault of the server, or an answer that is not what the document says. */
  private static final String CHECKS =
      "not_a_server_error,status_code_conformance,content_type_conformance,"
          + "response_headers_conformance,response_schema_conformance,negative_data_rejection,ignored_auth";

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final int EXAMPLES = 30;
  private static final int MINUTES = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final LocalStack stack = LocalStack.startPlatform();
  private final SqsClients sqs =
      new SqsClients(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(
                  stack.endpoints().accessKeyId(), stack.endpoints().secretAccessKey())),
          stack.endpoints().region());
  private final ReadableMetadataStore store =
      new MongoMetadataStore(
          stack.endpoints().mongo().toString(),
          stack.endpoints().mongoDatabase(),
          "videojobs",
          InstantSource.system());
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private HttpApi api;

  @BeforeEach
  void start() throws Exception {
    var tokens = Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(tokens.resolve("schemathesis"), TOKEN);
    api =
        HttpApi.start(
            new OperatorConfig.Api(
                new OperatorConfig.Http("127.0.0.1", 0),
                new OperatorConfig.Api.Access.Tokens(tokens),
                "default",
                Duration.ofDays(7),
                new OperatorConfig.Api.Bounds(256 * 1024, 100_000, 64, 10),
                Set.of()),
            Set.of("default"),
            stack.client(),
            store,
            new HttpApi.Known(
                _ -> Optional.empty(),
                _ ->
                    stack
                        .client()
                        .resources(VideoJob.class)
                        .inAnyNamespace()
                        .list()
                        .getItems()
                        .stream(),
                DeadLetterLook.sqs(sqs, InstantSource.system())),
            JSON,
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    api.close();
    http.close();
    store.close();
    sqs.close();
    stack.close();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + api.port() + path);
  }

  /** What {@code field} of the answer says. */
  private String posted(String path, String body, String field) throws Exception {
    var request =
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + TOKEN)
            .POST(BodyPublishers.ofString(body));
    return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body())
        .required(field)
        .asText();
  }

  private void deadLetter(String body) {
    var url = stack.endpoints().deadLetterQueueUrl();
    var queue = stack.client().resources(VideoQueue.class);
    var spec = queue.inNamespace("default").withName("uploads").get().getSpec().sqs();
    sqs.forUrl(Objects.requireNonNull(spec), url)
        .sendMessage(send -> send.queueUrl(url).messageBody(body));
  }

  @Test
  void no_request_is_answered_by_a_fault_of_the_server_or_otherwise_than_the_document_says()
      throws Exception {
    run("whatever-names", "");
  }

  @Test
  void nor_is_one_about_what_is_there() throws Exception {
    deadLetter("{\"video_id\": \"trailer\"}");
    deadLetter("not JSON");
    var job =
        posted(
            "/v1/jobs",
            "{\"queue\": \"uploads\", \"source\": {\"uri\": \"s3://videos-in/a.mp4\"}}",
            "jobId");
    var redrive = posted("/v1/queues/uploads/redrive", "{\"dryRun\": true}", "name");

    run(
        "what-is-there",
        """
        [parameters]
        "path.queue" = "uploads"
        "path.redrive" = "%s"
        "path.id" = "%s"

        [[operations]]
        # Its stream goes on to the end of the job, that is here for ever.
        include-path = "/v1/jobs/{id}/events"
        enabled = false
        """
            .formatted(redrive, job));
  }

  private void run(String name, String settings) throws Exception {
    var config = Files.writeString(folder.resolve(name + ".toml"), settings);
    var said = folder.resolve(name + ".txt");
    var process =
        new ProcessBuilder(command(config))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      var ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      var text = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(ended).as("it ends within %d minutes: %s", MINUTES, text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
      System.out.println(text);
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(Path config) {
    var command = new ArrayList<String>();
    command.add(System.getenv(PROGRAM));
    command.addAll(List.of("--config-file", config.toString()));
    command.addAll(List.of("run", at("/openapi.json").toString()));
    command.addAll(List.of("--header", "Authorization: Bearer " + TOKEN));
    command.addAll(List.of("--checks", CHECKS));
    command.addAll(List.of("--max-examples", Integer.toString(EXAMPLES)));
    command.addAll(List.of("--request-timeout", "20", "--max-failures", "20"));
    command.addAll(List.of("--generation-database", "none", "--no-color"));
    return command;
  }
}
