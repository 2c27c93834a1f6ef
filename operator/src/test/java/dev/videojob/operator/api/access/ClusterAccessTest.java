package dev.videojob.operator.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterAccessTest {
  private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String RIGHTS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  private static final Deed DEED = new Deed("create", "videojobs", "media");

  private final KubernetesMockServer server = new KubernetesMockServer(false);

  @BeforeEach
  void start() {
    server.init();
  }

  @AfterEach
  void stop() {
    server.destroy();
  }

  private ClusterAccess access(String audience) {
    return new ClusterAccess(server.createClient(), audience);
  }

  private void tokenIsOf(String name, String audience) {
    var review =
        new TokenReviewBuilder()
            .withNewStatus()
            .withAuthenticated(true)
            .withAudiences(audience)
            .withNewUser()
            .withUsername(name)
            .withGroups("team")
            .endUser()
            .endStatus()
            .build();
    server.expect().post().withPath(TOKENS).andReturn(201, review).once();
  }

  private void answers(boolean allowed) {
    var review =
        new SubjectAccessReviewBuilder().withNewStatus().withAllowed(allowed).endStatus().build();
    server.expect().post().withPath(RIGHTS).andReturn(201, review).once();
  }

  @Test
  void a_token_of_the_cluster_is_its_users_and_asked_about_once() {
    tokenIsOf("ann", "shop");
    var access = access("shop");

    assertThat(access.caller("token")).map(Caller::name).hasValue("ann");
    assertThat(access.caller("token")).map(Caller::name).hasValue("ann");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_token_that_is_forged_expired_or_meant_for_others_is_nobodys() {
    server.expect().post().withPath(TOKENS).andReturn(201, new TokenReviewBuilder().build()).once();
    tokenIsOf("ann", "others");
    var access = access("shop");

    assertThat(access.caller(null)).isEmpty();
    assertThat(access.caller("forged")).isEmpty();
    assertThat(access.caller("of-others")).isEmpty();
  }

  @Test
  void a_caller_may_what_the_cluster_lets_them() {
    answers(true);
    answers(false);
    var access = access("shop");

    assertThat(access.may(Caller.named("ann"), DEED)).isTrue();
    assertThat(access.may(Caller.named("bob"), DEED)).isFalse();
  }

  @Test
  void nobody_is_let_in_while_the_cluster_does_not_say_and_nothing_is_remembered() {
    server.expect().post().withPath(TOKENS).andReturn(403, "{}").once();
    tokenIsOf("ann", "shop");
    var access = access("shop");

    assertThatThrownBy(() -> access.caller("token")).isInstanceOf(Access.Unknowable.class);
    assertThat(access.caller("token")).isPresent();
  }
}
