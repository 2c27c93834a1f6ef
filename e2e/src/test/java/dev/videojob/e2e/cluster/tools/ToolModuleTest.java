package dev.videojob.e2e.cluster.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.e2e.cluster.machine.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolModuleTest {
  private static final Path TOOLS = Programs.projectRoot().resolve("e2e/tools");

  @TempDir private Path folder;

  @Test
  void aLoneToolIsOfTheLongestModuleThatItsPathBeginsWith() throws IOException {
    goMod(
        """
        module x

        tool example.org/a/b/cmd/tool

        require (
        \texample.org/a v1.0.0
        \texample.org/a/b v2.3.4 // indirect
        \texample.org/a/bc v9.9.9 // indirect
        )
        """);

    var module = ToolModule.read(folder);

    assertThat(module.packages()).containsExactly("example.org/a/b/cmd/tool");
    assertThat(module.module()).isEqualTo("example.org/a/b");
    assertThat(module.version()).isEqualTo("v2.3.4");
  }

  @Test
  void whateverChangesTheProgramChangesTheKeyThatItIsKeptUnder() throws IOException {
    goMod("module x\n\ntool example.org/a/cmd\n\nrequire example.org/a v1.0.0\n");
    var before = ToolModule.read(folder).key();
    assertThat(ToolModule.read(folder).key()).isEqualTo(before).contains("-v1.0.0-");

    Files.writeString(folder.resolve("go.sum"), "example.org/dependency v1.0.1 h1:abc=\n");
    var withSums = ToolModule.read(folder).key();
    Files.writeString(folder.resolve("ldflags"), "-X main.version=$VERSION\n");
    var withFlags = ToolModule.read(folder).key();

    assertThat(Stream.of(before, withSums, withFlags)).doesNotHaveDuplicates();
  }

  @Test
  void flagsForTheLinkerNameTheVersion() throws IOException {
    goMod("module x\n\ntool example.org/a/cmd\n\nrequire example.org/a v1.2.3\n");
    Files.writeString(folder.resolve("ldflags"), "-X main.version=$VERSION\n");

    assertThat(ToolModule.read(folder).linkerFlags()).isEqualTo("-s -w -X main.version=v1.2.3");
  }

  @ParameterizedTest
  @EnumSource
  void everyProgramIsPinned(Program program) {
    var module = ToolModule.read(TOOLS.resolve(program.module()));

    assertThat(module.isOwn()).isEqualTo(program == Program.PAUSE);
    if (!module.isOwn()) {
      assertThat(module.folder().resolve("go.sum")).isNotEmptyFile();
    }
  }

  @Test
  void ofSeveralProgramsEachHasTheNameThatGoGivesIt() {
    var built =
        ToolModule.read(TOOLS.resolve("kubernetes")).packages().stream()
            .map(goPackage -> goPackage.substring(goPackage.lastIndexOf('/') + 1));

    assertThat(built)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Program.values())
                .filter(program -> program.module().equals("kubernetes"))
                .map(Program::fileName)
                .toList());
  }

  @Test
  void aProgramThatIsThereIsNotBuilt() throws IOException {
    var key = ToolModule.read(TOOLS.resolve("helm")).key();
    var kept = Files.createFile(Files.createDirectories(folder.resolve(key)).resolve("helm"));
    assertThat(kept.toFile().setExecutable(true)).isTrue();
    var said = new ByteArrayOutputStream();
    var progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));

    assertThat(new Programs(TOOLS, folder, progress).path(Program.HELM)).isEqualTo(kept);

    assertThat(said.size()).isZero();
  }

  private void goMod(String text) throws IOException {
    Files.writeString(folder.resolve("go.mod"), text);
  }
}
