package dev.videojob.local.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

class LocalSqsTest {
  private static final int ONE_MIB = 1 << 20;

  private LocalSqs queues;
  private SqsClient sqs;
  private String url;

  @BeforeEach
  void start() {
    queues = LocalSqs.start(0, "eu-west-1", new LocalSqs.Queues("work", "dead", "done"));
    url = queues.queueUrl("work");
    sqs =
        SqsClient.builder()
            .endpointOverride(queues.endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "body")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @AfterEach
  void stop() {
    sqs.close();
    queues.close();
  }

  @Test
  void the_source_queue_redrives_to_the_dead_letter_queue_after_many_receives() {
    Map<QueueAttributeName, String> attributes =
        sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .attributes();

    assertThat(attributes.get(QueueAttributeName.REDRIVE_POLICY))
        .contains("arn:aws:sqs:eu-west-1:000000000000:dead")
        .contains("20");
    assertThat(attributes.get(QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("30");
  }

  @Test
  void a_message_of_one_mebibyte_passes_and_one_byte_more_is_refused() {
    String body = "x".repeat(ONE_MIB);
    sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));

    assertThat(receive()).extracting(Message::body).containsExactly(body);
    assertThatThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody(body + "x")))
        .isInstanceOf(SqsException.class);
  }

  @Test
  void queue_urls_name_the_port_that_was_bound() {
    assertThat(url).isEqualTo(queues.endpoint() + "/000000000000/work");
    assertThat(sqs.getQueueUrl(r -> r.queueName("work")).queueUrl()).endsWith("/work");
    assertThatThrownBy(() -> queues.queueUrl("other")).hasMessageContaining("no queue named other");
  }

  @Test
  void a_made_visible_message_comes_again_with_another_receipt_handle() {
    queues.send("work", "again");
    Message first = receive().getFirst();
    sqs.changeMessageVisibility(
        r -> r.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(0));

    Message second = receive().getFirst();

    assertThat(second.messageId()).isEqualTo(first.messageId());
    assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
  }

  private List<Message> receive() {
    return sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(2)).messages();
  }
}
