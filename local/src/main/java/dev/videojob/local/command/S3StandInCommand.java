package dev.videojob.local.command;

import dev.videojob.local.objects.LocalS3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** {@code stand-in s3}: S3 alone, with its event notifications. */
@Command(
    name = "s3",
    mixinStandardHelpOptions = true,
    description = {
      "Runs S3 (S3Proxy over a directory) for everybody who reaches this machine.",
      "Requests are signed by signature version 4 with the one access key; use path-style",
      "addressing. A new object in a bucket of --notify sends an S3 event to that queue."
    })
public final class S3StandInCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, on every address. Default: ${DEFAULT-VALUE}.",
      defaultValue = "9000")
  private int port;

  @Option(
      names = "--bucket",
      paramLabel = "BUCKET",
      description = "Bucket to make. May be repeated.")
  private List<String> buckets = List.of();

  @Option(
      names = "--notify",
      paramLabel = "BUCKET=QUEUE_URL",
      description = "Queue that is told of new objects in a bucket. May be repeated.")
  private Map<String, String> notify = Map.of();

  @Option(
      names = "--sqs-endpoint",
      paramLabel = "URL",
      description = "Where SQS is, such as http://sqs:9324. Default: the host of each queue's URL.")
  private @Nullable URI sqsEndpoint;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Directory of the objects, one below it for each bucket; what is there already is served",
        "too. Default: a new one in the temporary directory."
      })
  private @Nullable Path data;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Region named in notifications. Default: ${DEFAULT-VALUE}.",
      defaultValue = "us-east-1")
  private String region = "us-east-1";

  @Option(
      names = "--access-key-id",
      paramLabel = "ID",
      description = "The access key that is let in. Default: ${DEFAULT-VALUE}.",
      defaultValue = "local")
  private String accessKeyId = "local";

  @Option(
      names = "--secret-access-key",
      paramLabel = "SECRET",
      description = "Its secret. Default: ${DEFAULT-VALUE}.",
      defaultValue = "local-secret")
  private String secretAccessKey = "local-secret";

  @Override
  public Integer call() throws IOException, InterruptedException {
    refuseImpossibleNames();
    var s3 =
        LocalS3.start(
            new LocalS3.Options(
                data == null ? Files.createTempDirectory("videojob-s3-") : data,
                "0.0.0.0",
                port,
                region,
                accessKeyId,
                secretAccessKey,
                buckets),
            notify.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> sender(entry.getValue()))));
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("S3 listens on port " + port + "; buckets: " + String.join(", ", buckets));
    out.flush();
    return UntilStopped.run(s3);
  }

  /** S3Proxy would make such a bucket and then not find it. */
  private void refuseImpossibleNames() {
    buckets.stream()
        .filter(bucket -> !bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"))
        .findFirst()
        .ifPresent(
            bucket -> {
              throw new ParameterException(
                  Objects.requireNonNull(spec).commandLine(),
                  "--bucket "
                      + bucket
                      + ": a bucket's name has 3 to 63 small letters, digits, dots and hyphens.");
            });
  }

  private Consumer<String> sender(String queueUrl) {
    var endpoint = sqsEndpoint == null ? URI.create(queueUrl).resolve("/") : sqsEndpoint;
    var client =
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    return body -> client.sendMessage(request -> request.queueUrl(queueUrl).messageBody(body));
  }
}
