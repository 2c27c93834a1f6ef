package dev.videojob.operator.intake.source;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an SQS queue is asked.
 *
 * @param endpoint address to use, or null for the region's own
 * @param region region to sign for, or null for the operator's
 */
record SqsAddress(@Nullable URI endpoint, @Nullable String region) {

  private static final Pattern REGIONAL =
      Pattern.compile(
          "sqs(?:-fips)?\\.([a-z0-9-]+)\\.(?:amazonaws\\.com(?:\\.cn)?|api\\.aws)"
              + "|([a-z0-9-]+)\\.queue\\.amazonaws\\.com(?:\\.cn)?");
  private static final Pattern PRIVATE_LINK =
      Pattern.compile(".+\\.sqs\\.([a-z0-9-]+)\\.vpce\\.amazonaws\\.com(?:\\.cn)?");
  private static final String OLDEST = "queue.amazonaws.com";

  /**
   * Derives the address of {@code queueUrl} from the settings of its VideoQueue. The SDK does not
   * look at the host of a queue URL, so a host that is not a region's own is made the endpoint.
   *
   * @throws IllegalArgumentException when a URL is not one
   */
  static SqsAddress of(VideoQueueSpec.Sqs sqs, String queueUrl) {
    URI url = URI.create(queueUrl);
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          "The queue URL " + queueUrl + " has no host; write it as SQS gives it.");
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return new SqsAddress(
        sqs.endpoint() != null ? URI.create(sqs.endpoint()) : endpointOf(url, host),
        sqs.region() != null ? sqs.region() : regionOf(host));
  }

  private static @Nullable URI endpointOf(URI url, String host) {
    if (REGIONAL.matcher(host).matches() || host.equals(OLDEST)) {
      return null;
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(url.getScheme() + "://" + host + port);
  }

  private static @Nullable String regionOf(String host) {
    if (host.equals(OLDEST)) {
      return "us-east-1";
    }
    for (Pattern pattern : new Pattern[] {REGIONAL, PRIVATE_LINK}) {
      Matcher matcher = pattern.matcher(host);
      if (matcher.matches()) {
        String first = matcher.group(1);
        return first != null ? first : matcher.group(2);
      }
    }
    return null;
  }
}
