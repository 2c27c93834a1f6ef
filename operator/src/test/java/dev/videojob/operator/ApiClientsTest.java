package dev.videojob.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.Test;

class ApiClientsTest {
  private static Config of(String user) {
    return Config.fromKubeconfig(
        """
        apiVersion: v1
        kind: Config
        current-context: it
        contexts: [{name: it, context: {cluster: it, user: me}}]
        clusters: [{name: it, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: me, user: %s}]
        """
            .formatted(user));
  }

  @Test
  void who_has_a_certificate_only_has_no_token_to_refresh() {
    assertThat(ApiClients.needsTokens(of("{client-certificate: me.crt, client-key: me.key}")))
        .isFalse();
  }

  @Test
  void tokens_are_refreshed_wherever_they_come_from() {
    assertThat(ApiClients.needsTokens(of("{token: abc}"))).isTrue();
    assertThat(ApiClients.needsTokens(of("{auth-provider: {name: oidc, config: {}}}"))).isTrue();
    assertThat(
            ApiClients.needsTokens(
                new ConfigBuilder(Config.empty()).withOauthTokenProvider(() -> "abc").build()))
        .isTrue();
  }

  @Test
  void a_name_and_a_password_are_sent_with_each_call() {
    assertThat(ApiClients.needsTokens(of("{username: me, password: secret}"))).isTrue();
  }
}
