package dev.videojob.operator.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limits of a render farm over a day, as its users set them, and the picture of it. */
class PeakDayTest {
  private static final int SIX = 6 * 60;
  private static final int NINE_IN_THE_EVENING = 21 * 60;

  private final List<PeakDay.Minute> day = PeakDay.played();

  @Test
  void ten_may_run_by_night_and_fifteen_between_six_and_nine_in_the_evening() {
    assertThat(day.subList(0, SIX)).allMatch(it -> it.limit() == 10);
    assertThat(day.subList(SIX, NINE_IN_THE_EVENING)).allMatch(it -> it.limit() == 15);
    assertThat(day.subList(NINE_IN_THE_EVENING, PeakDay.MINUTES)).allMatch(it -> it.limit() == 10);
  }

  @Test
  void never_more_start_than_the_limit_allows_and_what_runs_when_the_peak_is_over_goes_on() {
    for (var minute = 1; minute < PeakDay.MINUTES; minute++) {
      var now = day.get(minute);
      assertThat(now.running())
          .isLessThanOrEqualTo(Math.max(now.limit(), day.get(minute - 1).running()));
    }
    assertThat(day.get(NINE_IN_THE_EVENING - 1).running()).isGreaterThan(10);
    assertThat(day.get(NINE_IN_THE_EVENING).running()).isGreaterThan(10);
    assertThat(day.get(NINE_IN_THE_EVENING + 30).running()).isLessThanOrEqualTo(10);
  }

  @Test
  void manim_never_has_more_than_four_and_has_them_while_it_waits() {
    assertThat(day).allMatch(it -> it.manim() <= 4);
    assertThat(day).anyMatch(it -> it.manim() == 4 && it.manimWaiting() > 0);
  }

  @Test
  void nothing_waits_while_it_may_run() {
    assertThat(day)
        .allMatch(it -> it.manimWaiting() == 0 || it.manim() >= 4 || it.running() >= it.limit())
        .allMatch(it -> it.waiting() == it.manimWaiting() || it.running() >= it.limit());
  }

  @Test
  void the_picture_in_the_documentation_is_of_this_day() throws Exception {
    var made = Path.of("target", "peak-day.svg");
    Files.writeString(made, PeakDayPicture.of(day));

    assertThat(Path.of("..", "docs", "peak-day.svg"))
        .as("The picture is of another day: copy operator/%s to docs/.", made)
        .hasSameTextualContentAs(made);
  }
}
