package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoQueueSpec.ClassLimit;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueSpec.PeakWindow;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.Weekday;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usual are 10 slots, 4 of them for class {@code manim}, and clocks as in Berlin. */
class RationsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static PeakWindow daily(String start, String end, int percent) {
    return new PeakWindow(List.of(), start, end, percent, false);
  }

  private static PeakWindow on(Weekday day, String start, String end, int percent) {
    return new PeakWindow(List.of(day), start, end, percent, false);
  }

  private static Limits limits(PeakWindow... windows) {
    return VideoQueueSpecLimitsBuilder.builder()
        .maxJobs(10)
        .classes(List.of(new ClassLimit("manim", 4)))
        .timeZone("Europe/Berlin")
        .peakWindows(List.of(windows))
        .build();
  }

  private static Ration at(Limits limits, String localTime) {
    return Rations.at(limits, LocalDateTime.parse(localTime).atZone(BERLIN).toInstant());
  }

  private static @Nullable String until(Limits limits, String instant) {
    return Rations.effective(limits, Instant.parse(instant)).until();
  }

  @Test
  void without_windows_the_limits_are_as_written() {
    var ration = at(limits(), "2026-07-01T12:00");

    assertThat(ration.maxJobs()).isEqualTo(10);
    assertThat(ration.maxJobsOf("manim")).isEqualTo(4);
    assertThat(ration.maxJobsOf("image")).isEqualTo(Integer.MAX_VALUE);
    assertThat(until(limits(), "2026-07-01T12:00:00Z")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-01T05:59:59, 10",
    "2026-07-01T06:00:00, 15",
    "2026-07-01T20:59:59, 15",
    "2026-07-01T21:00:00, 10",
  })
  void a_window_holds_from_its_start_to_before_its_end(String time, int maxJobs) {
    assertThat(at(limits(daily("06:00", "21:00", 150)), time).maxJobs()).isEqualTo(maxJobs);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-05T23:00:00, 10", // Sunday
    "2026-07-06T21:59:59, 10",
    "2026-07-06T22:00:00, 5",
    "2026-07-07T05:59:59, 5",
    "2026-07-07T06:00:00, 10",
    "2026-07-07T22:00:00, 10",
  })
  void a_window_over_midnight_belongs_to_the_day_on_which_it_begins(String time, int maxJobs) {
    assertThat(at(limits(on(Weekday.MONDAY, "22:00", "06:00", 50)), time).maxJobs())
        .isEqualTo(maxJobs);
  }

  @ParameterizedTest
  @CsvSource({"2026-07-06T06:00:00, 20", "2026-07-07T05:59:59, 20", "2026-07-07T06:00:00, 10"})
  void a_window_that_ends_when_it_starts_lasts_a_day(String time, int maxJobs) {
    assertThat(at(limits(on(Weekday.MONDAY, "06:00", "06:00", 200)), time).maxJobs())
        .isEqualTo(maxJobs);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-28T05:00:00Z, 2026-03-28T20:00:00Z", // winter: UTC + 1
    "2026-03-29T04:00:00Z, 2026-03-29T19:00:00Z", // the night in which clocks are put forward
    "2026-10-24T04:00:00Z, 2026-10-24T19:00:00Z",
    "2026-10-25T05:00:00Z, 2026-10-25T20:00:00Z", // the night in which they are put back
  })
  void a_window_begins_and_ends_when_clocks_on_the_wall_show_it(String start, String end) {
    var limits = limits(daily("06:00", "21:00", 150));
    var begins = Instant.parse(start);

    assertThat(Rations.at(limits, begins.minusSeconds(1)).maxJobs()).isEqualTo(10);
    assertThat(Rations.at(limits, begins).maxJobs()).isEqualTo(15);
    assertThat(until(limits, begins.minusSeconds(1).toString())).isEqualTo(start);
    assertThat(until(limits, start)).isEqualTo(end);
  }

  @Test
  void a_window_in_the_hour_that_comes_twice_is_on_once() {
    var limits = limits(daily("02:15", "02:45", 150));

    assertThat(until(limits, "2026-10-25T00:15:00Z")).isEqualTo("2026-10-25T00:45:00Z");
    assertThat(until(limits, "2026-10-25T00:45:00Z")).isEqualTo("2026-10-26T01:15:00Z");
  }

  @Test
  void a_window_in_the_hour_that_is_skipped_is_an_hour_later() {
    var limits = limits(daily("02:15", "02:45", 150));

    assertThat(until(limits, "2026-03-29T01:00:00Z")).isEqualTo("2026-03-29T01:15:00Z");
    assertThat(until(limits, "2026-03-29T01:15:00Z")).isEqualTo("2026-03-29T01:45:00Z");
  }

  @Test
  void classes_keep_their_limits_unless_the_window_takes_them_along() {
    var along = new PeakWindow(List.of(), "06:00", "21:00", 150, true);

    assertThat(at(limits(daily("06:00", "21:00", 150)), "2026-07-01T12:00").maxJobsOf("manim"))
        .isEqualTo(4);
    assertThat(at(limits(along), "2026-07-01T12:00").maxJobsOf("manim")).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "9, 1", "10, 1", "19, 1", "20, 2", "10000, 1000"})
  void what_is_to_be_something_is_not_rounded_to_nothing(int percent, int maxJobs) {
    assertThat(at(limits(daily("00:00", "00:00", percent)), "2026-07-01T12:00").maxJobs())
        .isEqualTo(maxJobs);
  }

  @Test
  void the_reason_names_the_window_and_the_end_of_its_time() {
    var effective =
        Rations.effective(
            limits(daily("06:00", "21:00", 150)), Instant.parse("2026-07-01T10:00:00Z"));

    assertThat(effective.reason()).contains("150 %", "06:00", "21:00", "Europe/Berlin");
    assertThat(effective.until()).isEqualTo("2026-07-01T19:00:00Z");
  }

  @Test
  void a_time_zone_that_only_the_api_server_knows_leaves_the_limits_and_says_so() {
    var unknown =
        VideoQueueSpecLimitsBuilder.builder(limits(daily("00:00", "00:00", 150)))
            .timeZone("Mars/Olympus")
            .build();

    var effective = Rations.effective(unknown, Instant.EPOCH);

    assertThat(effective.maxJobs()).isEqualTo(10);
    assertThat(effective.reason()).contains("does not know this time zone");
  }
}
