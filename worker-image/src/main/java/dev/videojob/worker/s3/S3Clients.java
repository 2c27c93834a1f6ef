package dev.videojob.worker.s3;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the client of S3 from the standard environment of AWS programs. */
public final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(30);
  private static final Duration ATTEMPT = Duration.ofMinutes(5);
  private static final Duration CALL = Duration.ofMinutes(15);

  private S3Clients() {}

  /** A client for {@code AWS_REGION} or, where it is set, {@code AWS_ENDPOINT_URL_S3}. */
  public static S3Client create(Map<String, String> environment) {
    try {
      return builder(environment).build();
    } catch (SdkClientException e) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "The client of S3 cannot be made from the environment; is AWS_REGION set?",
          e);
    }
  }

  /** The same, not yet made. */
  public static S3ClientBuilder builder(Map<String, String> environment) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                timeouts -> timeouts.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
    String region = environment.get("AWS_REGION");
    String endpoint = endpoint(environment);
    if (region != null) {
      builder.region(Region.of(region));
    } else if (endpoint != null) {
      builder.region(Region.US_EAST_1);
    }
    if (endpoint != null) {
      builder.endpointOverride(uri(endpoint)).forcePathStyle(true);
    }
    return builder;
  }

  private static @Nullable String endpoint(Map<String, String> environment) {
    String special = environment.get("AWS_ENDPOINT_URL_S3");
    return special != null ? special : environment.get("AWS_ENDPOINT_URL");
  }

  private static URI uri(String endpoint) {
    try {
      return URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "AWS_ENDPOINT_URL_S3 is " + endpoint + "; write an address such as http://HOST:PORT.",
          e);
    }
  }
}
