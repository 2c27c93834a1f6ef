package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.intake.MessageSecret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class OriginMessageTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private OriginMessage messages;

  @BeforeEach
  void find() {
    messages = new OriginMessage(OriginMessage.Secrets.by(client));
  }

  private static VideoJob carriedBySecret() {
    return AVideoJob.named("clip")
        .from("uploads")
        .ofMessage(
            VideoJobSpecOriginBuilder.builder().messageId("m-1").bodySecret("clip-message").build())
        .build();
  }

  private void createSecret(Map<String, String> data) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(AVideoJob.NAMESPACE)
                .withName("clip-message")
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  private static String gzipped(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Test
  void a_small_message_is_in_the_job_itself() {
    var job = AVideoJob.named("clip").ofMessage("m-1", "the body", Map.of("trace", "t-1")).build();

    assertThat(messages.of(job)).isEqualTo(new Settler.Message("the body", Map.of("trace", "t-1")));
  }

  @Test
  void a_large_message_is_in_its_secret_with_its_attributes() {
    createSecret(
        Map.of(
            MessageSecret.BODY_KEY,
            gzipped("grüße ".repeat(20_000)),
            MessageSecret.ATTRIBUTES_KEY,
            gzipped("{\"trace\":\"t-1\"}")));

    assertThat(messages.of(carriedBySecret()))
        .isEqualTo(new Settler.Message("grüße ".repeat(20_000), Map.of("trace", "t-1")));
  }

  @Test
  void a_message_whose_secret_is_gone_says_so_in_its_place() {
    assertThat(messages.of(carriedBySecret()).body()).contains("lost", "Secret");
  }

  @Test
  void a_message_whose_secret_was_damaged_says_so_in_its_place() {
    createSecret(Map.of("something", "else"));

    assertThat(messages.of(carriedBySecret()).body()).contains("lost", "Secret");
  }

  @Test
  void a_job_that_came_from_no_message_is_a_fault_of_who_asks() {
    assertThatThrownBy(() -> messages.of(AVideoJob.named("clip").build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("clip came from no message");
  }
}
