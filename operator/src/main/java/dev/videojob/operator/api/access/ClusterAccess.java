package dev.videojob.operator.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.videojob.api.v1alpha1.Api;
import dev.videojob.operator.client.ApiServerWords;
import dev.videojob.operator.resources.Digest;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server, by TokenReview and SubjectAccessReview, and remembers its answers for {@link
 * #REMEMBERED}: a token or a right that is taken away works that long. Of a token only its digest
 * is kept.
 */
public final class ClusterAccess implements Access {
  static final Duration REMEMBERED = Duration.ofSeconds(10);

  private static final int REMEMBERED_AT_MOST = 10_000;
  private static final int WHOLE_DIGEST = 51;

  /** Longer than any token of a cluster. */
  private static final int MAX_TOKEN = 16 * 1024;

  private final KubernetesClient client;
  private final @Nullable String audience;
  private final Cache<String, Optional<Caller>> callers = cache();
  private final Cache<Asked, Boolean> rights = cache();

  private record Asked(Caller caller, Deed deed) {}

  /**
   * @param audience that a token must be meant for; absent: the API server's
   */
  public ClusterAccess(KubernetesClient client, @Nullable String audience) {
    this.client = client;
    this.audience = audience;
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED_AT_MOST)
        .expireAfterWrite(REMEMBERED)
        .build();
  }

  @Override
  public Optional<Caller> caller(@Nullable String token) {
    if (token == null || token.length() > MAX_TOKEN) {
      return Optional.empty();
    }
    return remembered(callers, Digest.of(token, WHOLE_DIGEST), () -> review(token));
  }

  @Override
  public boolean may(Caller caller, Deed deed) {
    return remembered(rights, new Asked(caller, deed), () -> review(caller, deed));
  }

  /** Not within the cache, whose entries share locks: a slow answer would hold up others. */
  private static <K, V> V remembered(Cache<K, V> cache, K key, Supplier<V> answer) {
    var known = cache.getIfPresent(key);
    if (known != null) {
      return known;
    }
    try {
      var fresh = answer.get();
      cache.put(key, fresh);
      return fresh;
    } catch (KubernetesClientException e) {
      throw new Unknowable("The API server does not say it: " + ApiServerWords.of(e), e);
    }
  }

  private Optional<Caller> review(String token) {
    var review =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audience == null ? List.of() : List.of(audience))
            .endSpec()
            .build();
    var reviewed = client.tokenReviews().create(review);
    return accepted(reviewed) ? caller(reviewed) : Optional.empty();
  }

  private boolean accepted(TokenReview reviewed) {
    var status = reviewed.getStatus();
    return status != null
        && Boolean.TRUE.equals(status.getAuthenticated())
        && (audience == null || status.getAudiences().contains(audience));
  }

  private static Optional<Caller> caller(TokenReview reviewed) {
    return Optional.ofNullable(reviewed.getStatus().getUser()).map(ClusterAccess::caller);
  }

  private static Caller caller(UserInfo user) {
    return new Caller(
        Objects.requireNonNullElse(user.getUsername(), ""),
        user.getUid(),
        user.getGroups(),
        user.getExtra());
  }

  private boolean review(Caller caller, Deed deed) {
    var reviewed =
        client
            .authorization()
            .v1()
            .subjectAccessReview()
            .create(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(caller.name())
                    .withUid(caller.uid())
                    .withGroups(caller.groups())
                    .withExtra(caller.extra())
                    .withNewResourceAttributes()
                    .withGroup(Api.GROUP)
                    .withVersion(Api.VERSION)
                    .withResource(deed.resource())
                    .withVerb(deed.verb())
                    .withNamespace(deed.namespace())
                    .endResourceAttributes()
                    .endSpec()
                    .build());
    return allowed(reviewed);
  }

  private static boolean allowed(SubjectAccessReview reviewed) {
    var status = reviewed.getStatus();
    return status != null && Boolean.TRUE.equals(status.getAllowed());
  }
}
