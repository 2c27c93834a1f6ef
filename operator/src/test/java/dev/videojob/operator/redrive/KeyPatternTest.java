package dev.videojob.operator.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {
  @ParameterizedTest
  @CsvSource({
    "uploads/*.mp4, uploads/a.mp4, true",
    "uploads/*.mp4, uploads/.mp4, true",
    "uploads/*.mp4, uploads/2026/a.mp4, false",
    "uploads/*.mp4, uploads/a.mov, false",
    "uploads/**.mp4, uploads/2026/01/a.mp4, true",
    "uploads/**/a.mp4, uploads/2026/01/a.mp4, true",
    "uploads/**/a.mp4, uploads/a.mp4, false",
    "**, any/thing at all, true",
    "*, a/b, false",
    "*, a, true",
    "clip-?.mp4, clip-7.mp4, true",
    "clip-?.mp4, clip-.mp4, false",
    "clip?a.mp4, clip/a.mp4, false",
    "a.mp4, a.mp4, true",
    "a.mp4, axmp4, false",
    "a.mp4, a.mp4x, false",
    "[a].mp4, [a].mp4, true",
    "[a].mp4, a.mp4, false",
    "größe/*, größe/映画.mp4, true",
  })
  void a_glob_matches_within_folders_unless_it_says_otherwise(
      String glob, String key, boolean matches) {
    assertThat(new KeyPattern(glob).matches(key)).isEqualTo(matches);
  }

  @Test
  void no_pattern_takes_long() {
    var pattern = new KeyPattern("*a".repeat(512));

    assertThatCode(
            () ->
                Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> pattern.matches("a".repeat(1023) + "b")))
        .doesNotThrowAnyException();
  }
}
