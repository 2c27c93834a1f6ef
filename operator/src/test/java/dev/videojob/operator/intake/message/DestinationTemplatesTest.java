package dev.videojob.operator.intake.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTemplatesTest {
  @ParameterizedTest
  @CsvSource({
    "s3://out/{stem}, s3://out/a/clip",
    "s3://{bucket}-out/{key}/x, s3://in-out/a/clip.mp4/x",
    "s3://out/{id}/{name}, s3://out/v7/clip-abc",
    "s3://out/{unknown}/{stem, s3://out/{unknown}/{stem",
  })
  void areFilledFromTheSource(String template, String filled) {
    assertThat(DestinationTemplates.fill(template, "clip-abc", "s3://in/a/clip.mp4", "v7"))
        .isEqualTo(filled);
  }

  @Test
  void areFilledOnceOnly() {
    assertThat(DestinationTemplates.fill("s3://out/{stem}", "n", "s3://in/{id}$1.mp4", "v"))
        .isEqualTo("s3://out/{id}$1");
  }

  @Test
  void takeTheNameWhereThereIsNoId() {
    assertThat(DestinationTemplates.fill("s3://out/{id}", "clip-abc", "s3://in/a.mp4", null))
        .isEqualTo("s3://out/clip-abc");
  }

  @Test
  void takeHostAndPathOfAWebAddress() {
    assertThat(
            DestinationTemplates.fill(
                "s3://out/{bucket}/{stem}", "n", "https://example.com/v/a.mp4?t=1", null))
        .isEqualTo("s3://out/example.com/v/a");
  }
}
