package dev.videojob.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiWritesTest {
  private static final String BEFORE =
      """
      # TYPE apiserver_request_total counter
      apiserver_request_total{code="201",component="apiserver",dry_run="",group="videojob.dev",resource="videojobs",scope="resource",subresource="",verb="POST",version="v1alpha1"} 3
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="videojob.dev",resource="videojobs",scope="resource",subresource="",verb="GET",version="v1alpha1"} 70
      """;

  private static final String AFTER =
      """
      apiserver_request_total{code="201",component="apiserver",dry_run="",group="videojob.dev",resource="videojobs",scope="resource",subresource="",verb="POST",version="v1alpha1"} 5
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="videojob.dev",resource="videojobs",scope="resource",subresource="",verb="GET",version="v1alpha1"} 90
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="videojob.dev",resource="videojobs",scope="resource",subresource="status",verb="PUT",version="v1alpha1"} 1.2e+01
      apiserver_request_total{code="409",component="apiserver",dry_run="",group="videojob.dev",resource="videojobs",scope="resource",subresource="status",verb="PUT",version="v1alpha1"} 1
      apiserver_request_total{code="201",component="apiserver",dry_run="",group="batch",resource="jobs",scope="resource",subresource="",verb="POST",version="v1"} 2
      apiserver_request_total{code="200",component="apiserver",dry_run="",group="batch",resource="jobs",scope="resource",subresource="status",verb="PUT",version="v1"} 8
      apiserver_request_duration_seconds_count{resource="videojobs",verb="POST"} 5
      """;

  private final ApiWrites added = ApiWrites.parse(AFTER).since(ApiWrites.parse(BEFORE));

  @Test
  void reads_and_what_was_counted_before_are_no_writes() {
    assertThat(added.byKind())
        .containsEntry("POST videojobs", 2L)
        .doesNotContainKey("GET videojobs");
  }

  @Test
  void a_write_that_was_refused_counts_as_well() {
    assertThat(added.byKind()).containsEntry("PUT videojobs/status", 13L);
  }

  @Test
  void the_statuses_of_jobs_are_the_job_controllers() {
    assertThat(added.ofJobs().byKind())
        .isEqualTo(Map.of("POST videojobs", 2L, "PUT videojobs/status", 13L, "POST jobs", 2L));
    assertThat(added.ofJobs().total()).isEqualTo(17);
    assertThat(added.total()).isEqualTo(25);
  }
}
