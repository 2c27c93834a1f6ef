package dev.videojob.chaos.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.chaos.storm.Disturbance.OperatorKilled;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StormTest {
  private static final List<Storm> STORMS = LongStream.range(0, 500).mapToObj(Storm::of).toList();

  @Test
  void the_same_seed_makes_the_same_storm_and_another_seed_another() {
    assertThat(Storm.of(7)).isEqualTo(Storm.of(7));
    assertThat(STORMS).doesNotHaveDuplicates();
  }

  @Test
  void the_operator_is_killed_in_every_storm() {
    assertThat(STORMS)
        .allSatisfy(
            storm ->
                assertThat(storm.gusts())
                    .extracting(Storm.Gust::what)
                    .hasAtLeastOneElementOfType(OperatorKilled.class));
  }

  @Test
  void every_kind_of_disturbance_comes_up_and_every_link_in_every_way() {
    var told =
        STORMS.stream()
            .flatMap(storm -> storm.gusts().stream())
            .map(gust -> gust.what().told().replaceAll("[0-9]+[.][0-9] s", "TIME"))
            .distinct();

    assertThat(told)
        .containsExactlyInAnyOrder(
            "kill -9 of the operator: leader",
            "kill -9 of the operator: follower",
            "kill -9 of the operator: both",
            "kill -9 of the API server, started again after TIME",
            "kill -9 of workers: one",
            "kill -9 of workers: all",
            "worker pods deleted: one",
            "worker pods deleted: all",
            "kubelet paused for TIME",
            "kubelet killed for TIME",
            "link to SQS cut for TIME",
            "link to SQS unanswered for TIME",
            "link to SQS slow for TIME",
            "link to S3 cut for TIME",
            "link to S3 unanswered for TIME",
            "link to S3 slow for TIME",
            "link to STORE cut for TIME",
            "link to STORE unanswered for TIME",
            "link to STORE slow for TIME");
  }

  @Test
  void disturbances_begin_within_the_window_in_the_order_of_their_times() {
    assertThat(STORMS)
        .allSatisfy(
            storm ->
                assertThat(storm.gusts())
                    .extracting(Storm.Gust::at)
                    .isSorted()
                    .allSatisfy(at -> assertThat(at).isLessThan(Storm.WINDOW)));
  }

  @Test
  void one_subject_is_not_disturbed_while_it_is_disturbed() {
    for (var storm : STORMS) {
      for (var one : storm.gusts()) {
        assertThat(storm.gusts())
            .filteredOn(other -> !other.equals(one))
            .filteredOn(other -> other.what().subject().equals(one.what().subject()))
            .noneMatch(
                other ->
                    other.at().compareTo(one.at()) >= 0 && other.at().compareTo(one.end()) <= 0);
      }
    }
  }

  @Test
  void nothing_lasts_for_so_long_that_the_node_is_given_up() {
    assertThat(STORMS)
        .flatExtracting(Storm::gusts)
        .allSatisfy(gust -> assertThat(gust.what().lasting()).isLessThan(Duration.ofSeconds(40)));
  }
}
