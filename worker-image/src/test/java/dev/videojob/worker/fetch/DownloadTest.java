package dev.videojob.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.fetch.RemoteSource.Facts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final Download.Settings SMALL =
      new Download.Settings(10_000, 4, 3, Duration.ofMillis(1));

  @TempDir private Path temp = Path.of(".");
  private final byte[] content = random(1_234_567);

  @Test
  void partsArriveInTheirPlaces() throws IOException {
    Path file = temp.resolve("parts");
    AtomicLong seen = new AtomicLong();
    Download download =
        new Download(
            new Part(Integer.MAX_VALUE),
            facts(),
            SMALL,
            bytes -> seen.accumulateAndGet(bytes, Math::max));
    assertThat(download.to(file, Long.MAX_VALUE)).isEqualTo(content.length);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(seen.get()).isEqualTo(content.length);
  }

  @Test
  void aPartThatBreaksGoesOnWhereItBroke() throws IOException {
    Path file = temp.resolve("broken");
    Part source = new Part(3_000);
    new Download(source, facts(), SMALL, _ -> {}).to(file, Long.MAX_VALUE);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(source.opened.get()).isBetween(content.length / 3_000, content.length / 2_000);
  }

  @Test
  void aSourceThatGivesNothingIsGivenUp() {
    Download download = new Download(new Part(0), facts(), SMALL, _ -> {});
    WorkerFailure failure =
        catchThrowableOfType(
            WorkerFailure.class, () -> download.to(temp.resolve("nothing"), Long.MAX_VALUE));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.IO_ERROR);
  }

  @Test
  void aServerWithoutRangesIsReadInOneGo() throws IOException {
    Path file = temp.resolve("whole");
    Facts whole = new Facts(content.length, null, null, false);
    new Download(new Part(Integer.MAX_VALUE), whole, SMALL, _ -> {}).to(file, Long.MAX_VALUE);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  private Facts facts() {
    return new Facts(content.length, "etag", null, true);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** Gives so many bytes for each request and then breaks. */
  private final class Part implements RemoteSource {
    private final int bytesUntilItBreaks;
    private final AtomicInteger opened = new AtomicInteger();

    Part(int bytesUntilItBreaks) {
      this.bytesUntilItBreaks = bytesUntilItBreaks;
    }

    @Override
    public Facts facts() {
      return DownloadTest.this.facts();
    }

    @Override
    public InputStream open(Facts facts, long from, long to) {
      opened.incrementAndGet();
      int end = (int) Math.min(to, from + bytesUntilItBreaks);
      InputStream good = new ByteArrayInputStream(Arrays.copyOfRange(content, (int) from, end));
      return end == to ? good : new SequenceInputStream(good, new Broken());
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }
}
