package dev.videojob.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.sim.operator.Seams;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final long ENOUGH_TO_FIND_A_BUG = 1000;

  @Test
  void the_same_seed_has_the_same_history() {
    var once = Simulation.run(7, Seams.NONE, true);
    var again = Simulation.run(7, Seams.NONE, true);

    assertThat(again).isEqualTo(once);
    assertThat(once.story()).hasSizeGreaterThan(100);
  }

  @Test
  void another_seed_has_another_history() {
    assertThat(Simulation.run(8, Seams.NONE, true).story())
        .isNotEqualTo(Simulation.run(7, Seams.NONE, true).story());
  }

  @Test
  void a_history_is_long_and_full_of_faults() {
    var reports =
        LongStream.rangeClosed(1, 20).mapToObj(seed -> Simulation.run(seed, Seams.NONE, false));

    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(report.simulated()).isGreaterThan(Duration.ofHours(1));
              assertThat(report.asked()).isGreaterThanOrEqualTo(20);
              assertThat(report.violations()).isEmpty();
            })
        .anySatisfy(report -> assertThat(report.operators()).isGreaterThan(5))
        .anySatisfy(report -> assertThat(report.faults()).isGreaterThan(100));
  }

  @ParameterizedTest
  @EnumSource
  void a_planted_bug_is_found(PlantedBug bug) {
    var found =
        LongStream.rangeClosed(1, ENOUGH_TO_FIND_A_BUG)
            .filter(seed -> !Simulation.run(seed, bug, false).violations().isEmpty())
            .findFirst();

    assertThat(found).as("a seed that shows %s", bug).isPresent();
  }
}
