package dev.videojob.operator.intake.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqsAddressTest {
  private static VideoQueueSpec.Sqs sqs(String url) {
    return VideoQueueSpecSqsBuilder.builder().queueUrl(url).build();
  }

  @ParameterizedTest
  @CsvSource({
    "https://sqs.eu-west-1.amazonaws.com/123456789012/q, , eu-west-1",
    "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q, , cn-north-1",
    "https://sqs-fips.us-east-1.amazonaws.com/123456789012/q, , us-east-1",
    "https://sqs.eu-west-1.api.aws/123456789012/q, , eu-west-1",
    "https://us-west-2.queue.amazonaws.com/123456789012/q, , us-west-2",
    "https://queue.amazonaws.com/123456789012/q, , us-east-1",
    "https://vpce-1-a.sqs.us-east-1.vpce.amazonaws.com/1/q,"
        + " https://vpce-1-a.sqs.us-east-1.vpce.amazonaws.com, us-east-1",
    "http://localhost:9324/000000000000/q, http://localhost:9324, ",
    "http://elasticmq.media.svc/queue/q, http://elasticmq.media.svc, ",
  })
  void followsFromTheQueueUrl(String url, String endpoint, String region) {
    assertThat(SqsAddress.of(sqs(url), url))
        .isEqualTo(new SqsAddress(endpoint == null ? null : URI.create(endpoint), region));
  }

  @Test
  void isWhatTheQueueSaysFirst() {
    VideoQueueSpec.Sqs sqs =
        VideoQueueSpecSqsBuilder.builder()
            .queueUrl("https://sqs.eu-west-1.amazonaws.com/1/q")
            .endpoint("http://proxy:1234")
            .region("us-east-2")
            .build();

    assertThat(SqsAddress.of(sqs, sqs.queueUrl()))
        .isEqualTo(new SqsAddress(URI.create("http://proxy:1234"), "us-east-2"));
  }

  @Test
  void needsAHost() {
    assertThatThrownBy(() -> SqsAddress.of(sqs("http:/q"), "http:/q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The queue URL http:/q has no host; write it as SQS gives it.");
  }
}
