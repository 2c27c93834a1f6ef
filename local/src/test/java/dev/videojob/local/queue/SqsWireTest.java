package dev.videojob.local.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class SqsWireTest {
  private final LocalSqs queues =
      LocalSqs.start(0, "eu-west-1", new LocalSqs.Queues("work", "dead", "done"));
  private final String url = queues.queueUrl("work");
  private final SqsWire wire = SqsWire.to(queues.endpoint());
  private final SqsClient sqs =
      SqsClient.builder()
          .endpointOverride(wire.endpoint())
          .region(Region.EU_WEST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "body")))
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .build();

  @AfterEach
  void stop() {
    sqs.close();
    wire.close();
    queues.close();
  }

  @Test
  void what_passes_is_kept_with_its_answer() {
    sqs.sendMessage(send -> send.queueUrl(url).messageBody("work"));
    var received =
        sqs.receiveMessage(receive -> receive.queueUrl(url).waitTimeSeconds(2)).messages();

    assertThat(wire.calls().map(SqsWire.Call::action))
        .containsExactly("SendMessage", "ReceiveMessage");
    assertThat(wire.calls()).allMatch(call -> call.concerns(url) && call.status() == 200);
    assertThat(wire.calls().skip(1).findFirst().orElseThrow().answer().path("Messages"))
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.path("MessageId").textValue())
                    .isEqualTo(received.getFirst().messageId()));
  }

  @Test
  void a_client_is_told_of_a_fault_as_the_server_tells_it() {
    assertThatThrownBy(
            () -> sqs.sendMessage(send -> send.queueUrl(url + "-away").messageBody("lost")))
        .isInstanceOf(QueueDoesNotExistException.class);
    assertThat(wire.calls())
        .singleElement()
        .satisfies(call -> assertThat(call.status()).isEqualTo(400));
  }
}
