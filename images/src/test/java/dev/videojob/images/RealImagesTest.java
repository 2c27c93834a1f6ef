package dev.videojob.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.videojob.images.program.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images of the real programs, from Debian's packages and this machine's JDK, twice from nothing.
 */
@Tag("images")
class RealImagesTest {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @BeforeAll
  static void builtForImages() {
    assumeThat(CHECKOUT.resolve("images/target/ffmpeg"))
        .as("what the Maven profile images makes")
        .isDirectory();
  }

  @Test
  void two_builds_from_nothing_give_the_same_bytes_and_keep_within_their_sizes() {
    Path one = build("one");
    Path two = build("two");

    for (String image : List.of("operator", "worker")) {
      assertThat(two.resolve(image + ".tar")).hasSameBinaryContentAs(one.resolve(image + ".tar"));
      assertThat(two.resolve(image + ".cdx.json"))
          .hasSameBinaryContentAs(one.resolve(image + ".cdx.json"));
    }
  }

  @Test
  void the_linked_runtime_has_every_module_that_the_programs_need_to_start() {
    Path output = build("modules");
    Path work = output.resolve("work");

    for (Program program : List.of(Program.OPERATOR, Program.WORKER)) {
      assertThat(versionOf(program, work)).contains("videojob-" + program.imageName());
    }
  }

  @Test
  void there_is_no_shell_and_nothing_that_everybody_may_write() {
    build("files");
    OpenedTar image = OpenedTar.of(folder.resolve("files/operator.tar"));

    assertThat(Stream.iterate(0, n -> n + 1).limit(image.layers().size()))
        .flatMap(number -> image.layer(number).keySet())
        .noneMatch(path -> path.startsWith("bin/") || path.startsWith("usr/bin/"))
        .contains("etc/passwd", "opt/java/lib/modules", "var/lib/dpkg/status.d/libc6");
  }

  private String versionOf(Program program, Path work) {
    var files =
        dev.videojob.images.program.ProgramFiles.layOut(
            program, Platform.ofThisMachine(), CHECKOUT, work);
    Path javaHome =
        dev.videojob.images.java.JavaRuntime.link(
            Path.of(System.getProperty("java.home")), Platform.ofThisMachine(), work);
    return Tool.of(
            Stream.concat(files.commandHere(javaHome, List.of()).stream(), Stream.of("--version"))
                .toList())
        .run();
  }

  private Path build(String name) {
    Path output = folder.resolve(name);
    var request =
        new ImagesBuild.Request(
            null,
            null,
            List.of(Platform.ofThisMachine()),
            output,
            List.of(Program.OPERATOR, Program.WORKER),
            false,
            false);
    var out = new StringWriter();
    boolean small =
        new ImagesBuild(CHECKOUT, output.resolve("work"), request, new PrintWriter(out)).run();
    assertThat(small).as(out.toString()).isTrue();
    return output;
  }
}
