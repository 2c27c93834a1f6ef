package dev.videojob.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.videojob.images.java.JavaRuntime;
import dev.videojob.images.program.Program;
import dev.videojob.images.program.ProgramFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Images of the real programs, from Debian's packages and this machine's JDK, twice from nothing.
 */
@Tag("images")
class RealImagesTest {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private static Path folder;

  private static Path built = Path.of("");

  @BeforeAll
  static void build() {
    assumeThat(CHECKOUT.resolve("images/target/ffmpeg"))
        .as("what the Maven profile images makes")
        .isDirectory();
    built = build("one");
  }

  @Test
  void two_builds_from_nothing_give_the_same_bytes() {
    Path again = build("two");

    for (String image : List.of("operator", "worker")) {
      assertThat(again.resolve(image + ".tar"))
          .hasSameBinaryContentAs(built.resolve(image + ".tar"));
      assertThat(again.resolve(image + ".cdx.json"))
          .hasSameBinaryContentAs(built.resolve(image + ".cdx.json"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPERATOR", "WORKER"})
  void the_linked_runtime_has_every_module_that_a_program_needs_to_start(Program program) {
    assertThat(versionOf(program, built.resolve("work")))
        .contains("videojob-" + program.imageName());
  }

  @Test
  void there_are_libraries_and_package_records_but_no_shell() {
    OpenedTar image = OpenedTar.of(built.resolve("operator.tar"));
    List<String> paths =
        IntStream.range(0, image.layers().size())
            .boxed()
            .flatMap(number -> image.layer(number).keySet().stream())
            .toList();

    assertThat(paths)
        .contains("etc/passwd", "opt/java/lib/modules", "var/lib/dpkg/status.d/libc6")
        .filteredOn(path -> path.matches("(usr/)?s?bin/.+"))
        .isEmpty();
  }

  private static String versionOf(Program program, Path work) {
    var files = ProgramFiles.layOut(program, Platform.ofThisMachine(), CHECKOUT, work);
    Path javaHome =
        JavaRuntime.link(Path.of(System.getProperty("java.home")), Platform.ofThisMachine(), work);
    return ExternalCommand.of(
            Stream.concat(files.commandHere(javaHome, List.of()).stream(), Stream.of("--version"))
                .toList())
        .output();
  }

  private static Path build(String name) {
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
