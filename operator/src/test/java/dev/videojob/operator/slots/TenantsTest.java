package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.FairShare;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsTest {
  private static final FairShare BY_METADATA = new FairShare("tenant", null, Map.of());

  private static VideoJobSpec job(String uri, Map<String, String> metadata) {
    return VideoJobSpecBuilder.builder()
        .source(VideoJobSpecSourceBuilder.builder().uri(uri).build())
        .metadata(metadata)
        .build();
  }

  @Test
  void nobody_is_told_apart_where_the_queue_does_not_say_by_what() {
    assertThat(Tenants.of(job("s3://in/acme/a.mp4", Map.of("tenant", "acme")), null))
        .isEqualTo(Tenants.NOBODY);
  }

  @Test
  void a_key_of_the_metadata_names_the_tenant() {
    assertThat(Tenants.of(job("s3://in/a.mp4", Map.of("tenant", "acme")), BY_METADATA))
        .isEqualTo("acme");
    assertThat(Tenants.of(job("s3://in/a.mp4", Map.of()), BY_METADATA)).isEqualTo(Tenants.NOBODY);
  }

  @ParameterizedTest
  @CsvSource({
    "s3://in/acme/film/a.mp4, 1, acme",
    "s3://in/acme/film/a.mp4, 2, acme/film",
    "s3://in/acme/film/a.mp4, 9, acme/film",
    "s3://in/a.mp4, 1, ''",
    "https://cdn.example.org/acme/a.mp4, 1, acme",
    "https://cdn.example.org, 1, ''",
  })
  void the_first_folders_of_the_source_name_the_tenant(String uri, int folders, String tenant) {
    assertThat(Tenants.of(job(uri, Map.of()), new FairShare(null, folders, Map.of())))
        .isEqualTo(tenant);
  }
}
