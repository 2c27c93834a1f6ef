package dev.videojob.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLadderTest {
  @ParameterizedTest
  @CsvSource({
    "4Gi,    16Gi, 8192Mi",
    "512Mi,  16Gi, 1024Mi",
    "8Gi,    16Gi, 16Gi",
    "10Gi,   16Gi, 16Gi",
    "1536Mi, 3G,   3G",
    "1048576, 16Gi, 2Mi",
    "500k,   16Gi, 1Mi",
    "3G,     16Gi, 5723Mi",
  })
  void it_doubles_up_to_the_ceiling(String limit, String ceiling, String next) {
    assertThat(MemoryLadder.next(limit, ceiling)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({"16Gi, 16Gi, true", "17Gi, 16Gi, true", "16384Mi, 16Gi, true", "16G, 16Gi, false"})
  void it_is_exhausted_at_the_ceiling(String limit, String ceiling, boolean exhausted) {
    assertThat(MemoryLadder.exhausted(limit, ceiling)).isEqualTo(exhausted);
  }

  @Property
  void each_rung_is_higher_and_the_ceiling_is_reached(
      @ForAll @LongRange(min = 1 << 19, max = 1L << 36) long bytes) {
    var limit = String.valueOf(bytes);
    var rungs = 0;
    while (!MemoryLadder.exhausted(limit, "64Gi")) {
      var next = MemoryLadder.next(limit, "64Gi");
      assertThat(bytes(next)).isGreaterThan(bytes(limit)).isLessThanOrEqualTo(bytes("64Gi"));
      limit = next;
      rungs++;
    }

    assertThat(rungs).isLessThanOrEqualTo(20);
  }

  private static long bytes(String quantity) {
    return Quantity.getAmountInBytes(Quantity.parse(quantity)).longValue();
  }
}
