package dev.videojob.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.images.program.Program;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltImageTest {
  private static final long MB = 1_000_000;

  @Test
  void an_image_within_its_bounds_has_no_excess() {
    assertThat(operator(80 * MB, 119 * MB, 0).excess()).isEmpty();
  }

  @Test
  void what_is_pulled_is_bounded_with_the_cache() {
    assertThat(operator(101 * MB, 110 * MB, 20 * MB).excess())
        .singleElement()
        .asString()
        .contains("videojob.dev/operator:1 for linux/amd64 is too large")
        .contains("compressed 121.0 MB, more than 120 MB");
  }

  @Test
  void what_lies_on_disk_is_bounded_without_the_cache() {
    assertThat(operator(80 * MB, 110 * MB, 20 * MB).excess()).isEmpty();
    assertThat(operator(80 * MB, 121 * MB, 20 * MB).excess())
        .singleElement()
        .asString()
        .contains("unpacked, without its ahead-of-time cache, 121.0 MB");
  }

  /** The cache unpacks to four times its compressed size. */
  private static BuiltImage operator(long compressed, long unpacked, long cache) {
    var program = new ImageTar.Stored("sha256:a", compressed, unpacked);
    var trained = new ImageTar.Stored("sha256:b", cache, 4 * cache);
    var tar =
        new ImageTar(
            "videojob.dev/operator:1",
            Platform.LINUX_AMD64,
            Path.of("operator.tar"),
            "sha256:c",
            100,
            cache == 0 ? List.of(program) : List.of(program, trained));
    return new BuiltImage(
        Program.OPERATOR, ImageBuilder.image("videojob.dev/operator:1"), tar, cache > 0);
  }
}
