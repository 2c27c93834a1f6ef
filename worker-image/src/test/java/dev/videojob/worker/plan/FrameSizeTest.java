package dev.videojob.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1920, 1080, 720, 1280, 720",
    "1080, 1920, 720, 720, 1280",
    "1920, 1080, 480, 854, 480",
    "1920, 1080, 1080, 1920, 1080",
    "1280, 720, 1080, 1280, 720",
    "641, 359, 720, 640, 358",
    "720, 576, 480, 600, 480",
    "4096, 2160, 1080, 2048, 1080",
    "1000, 1000, 333, 332, 332"
  })
  void theShorterSideDecides(int width, int height, int rung, int newWidth, int newHeight) {
    assertThat(new FrameSize(width, height).within(rung))
        .isEqualTo(new FrameSize(newWidth, newHeight));
  }

  @Property
  void sidesAreEvenAndNeverLargerAndTheAspectIsKept(
      @ForAll @IntRange(min = 64, max = 8192) int width,
      @ForAll @IntRange(min = 64, max = 8192) int height,
      @ForAll @IntRange(min = 64, max = 4320) int rung) {
    FrameSize source = new FrameSize(width, height);
    FrameSize size = source.within(rung);
    assertThat(size.width() % 2).isZero();
    assertThat(size.height() % 2).isZero();
    assertThat(size.width()).isBetween(2, width);
    assertThat(size.height()).isBetween(2, height);
    assertThat(size.shortSide()).isLessThanOrEqualTo(Math.max(rung, 2));
    double scale = (double) size.shortSide() / source.shortSide();
    assertThat((double) size.longSide())
        .isCloseTo(
            source.longSide() * scale,
            within(2.1 + 2 * scale * source.longSide() / source.shortSide()));
  }
}
