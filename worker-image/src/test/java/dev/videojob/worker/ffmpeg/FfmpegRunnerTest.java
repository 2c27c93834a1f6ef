package dev.videojob.worker.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.Cancellation;
import dev.videojob.worker.WorkerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FfmpegRunnerTest {
  @TempDir private Path temp = Path.of(".");

  @Test
  void aChildWithoutProgressIsKilled() throws IOException {
    FfmpegRunner.Result result =
        run("echo same; exec sleep 60", Duration.ofMillis(300), _ -> false);
    assertThat(result.stalled()).isTrue();
    WorkerFailure failure = FfmpegFailures.of(result, "encoded");
    assertThat(failure.exitCode()).isEqualTo(ExitCode.IO_ERROR);
    assertThat(failure.reason()).isEqualTo("Stalled");
  }

  @Test
  void aChildKnowsNoCredentials() throws IOException {
    List<String> lines = new ArrayList<>();
    run("env", Duration.ofSeconds(20), lines::add);
    assertThat(lines)
        .extracting(line -> line.replaceFirst("=.*", ""))
        .contains("LD_LIBRARY_PATH")
        .isSubsetOf(
            "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LC_ALL", "PWD", "SHLVL", "_", "OLDPWD");
  }

  @ParameterizedTest
  @CsvSource({
    "183, INVALID_INPUT",
    "228, SCRATCH_FULL",
    "234, UNSUPPORTED_INPUT",
    "8, UNSUPPORTED_INPUT",
    "137, OUT_OF_MEMORY",
    "254, IO_ERROR",
    "1, IO_ERROR"
  })
  void exitCodesHaveAMeaning(int code, ExitCode meaning) throws IOException {
    FfmpegRunner.Result result =
        run("echo '[x @ 0x1] [error] Words' >&2; exit " + code, Duration.ofSeconds(20), _ -> true);
    assertThat(FfmpegFailures.of(result, "encoded").exitCode()).isEqualTo(meaning);
    assertThat(result.log().lastWords()).contains("Words");
  }

  private FfmpegRunner.Result run(String script, Duration stall, FfmpegRunner.Lines lines)
      throws IOException {
    Path program = Files.writeString(temp.resolve("ffmpeg"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new FfmpegRunner(new FfmpegPrograms(temp), new Cancellation())
        .ffmpeg(List.of(), temp, stall, lines);
  }
}
