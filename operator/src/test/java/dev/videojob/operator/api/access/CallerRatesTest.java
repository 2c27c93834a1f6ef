package dev.videojob.operator.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallerRatesTest {
  private static final Caller ANN = Caller.named("ann");
  private static final Caller BOB = Caller.named("bob");

  private long now;
  private final CallerRates rates = new CallerRates(2, new SetTime());

  private final class SetTime implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return now;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  @Test
  void who_asks_too_often_waits_and_others_do_not() {
    assertThat(rates.wait(ANN)).isEmpty();
    assertThat(rates.wait(ANN)).isEmpty();

    assertThat(rates.wait(ANN)).hasValue(Duration.ofMillis(500));
    assertThat(rates.wait(BOB)).isEmpty();
  }

  @Test
  void after_the_wait_one_more_is_let_in() {
    var _ = rates.wait(ANN);
    var _ = rates.wait(ANN);
    now += Duration.ofMillis(500).toNanos();

    assertThat(rates.wait(ANN)).isEmpty();
    assertThat(rates.wait(ANN)).isPresent();
  }
}
