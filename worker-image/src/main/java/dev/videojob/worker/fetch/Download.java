package dev.videojob.worker.fetch;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.ParallelTasks;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.fetch.RemoteSource.Facts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a source into a file, some parts at once; a part that breaks goes on where it broke. */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int BUFFER = 1 << 16;

  private final RemoteSource source;
  private final Facts facts;
  private final Settings settings;
  private final AtomicLong received = new AtomicLong();
  private final LongConsumer progress;

  /**
   * How it goes about it.
   *
   * @param partBytes size of a part
   * @param atOnce parts at a time
   * @param tries tries without a single byte received after which a part is given up
   * @param pause first time to wait before another try; it doubles
   */
  record Settings(long partBytes, int atOnce, int tries, Duration pause) {
    static final Settings DEFAULT = new Settings(16L << 20, 4, 5, Duration.ofMillis(200));
  }

  Download(RemoteSource source, Facts facts, Settings settings, LongConsumer progress) {
    this.source = source;
    this.facts = facts;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Fetches.
   *
   * @param maxBytes most bytes to accept where the size is not known
   * @return bytes received
   */
  long to(Path file, long maxBytes) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (facts.sizeBytes() >= 0 && facts.ranges()) {
        ParallelTasks.run(settings.atOnce(), parts(channel));
      } else {
        whole(channel, maxBytes);
      }
    } catch (IOException e) {
      throw writeFailure(e);
    }
    if (facts.sizeBytes() >= 0 && received.get() != facts.sizeBytes()) {
      throw new WorkerFailure(
          ExitCode.IO_ERROR,
          "%d of the source's %d bytes were received."
              .formatted(received.get(), facts.sizeBytes()));
    }
    return received.get();
  }

  private List<Runnable> parts(FileChannel channel) {
    List<Runnable> parts = new ArrayList<>();
    for (long from = 0; from < facts.sizeBytes(); from += settings.partBytes()) {
      long start = from;
      long end = Math.min(from + settings.partBytes(), facts.sizeBytes());
      parts.add(() -> part(channel, start, end));
    }
    return parts;
  }

  private void part(FileChannel channel, long from, long to) {
    long position = from;
    int failures = 0;
    while (position < to) {
      long before = position;
      IOException broken = new EOFException("the content ended early");
      try (InputStream content = source.open(facts, position, to)) {
        position = copy(content, channel, position, to);
      } catch (BrokenConnection e) {
        position = e.position;
        broken = e;
      } catch (IOException e) {
        broken = e;
      }
      if (position < to) {
        failures = position > before ? 1 : failures + 1;
        pauseOrGiveUp(failures, broken);
      }
    }
  }

  private void whole(FileChannel channel, long maxBytes) throws IOException {
    long end = facts.sizeBytes() >= 0 ? facts.sizeBytes() : maxBytes + 1;
    try (InputStream content = source.open(facts, 0, end)) {
      copy(content, channel, 0, end);
    } catch (BrokenConnection e) {
      throw new WorkerFailure(ExitCode.IO_ERROR, "The source broke off: " + e.getMessage(), e);
    }
  }

  private long copy(InputStream content, FileChannel channel, long from, long to)
      throws BrokenConnection {
    byte[] buffer = new byte[BUFFER];
    long position = from;
    while (position < to) {
      int read = read(content, buffer, (int) Math.min(buffer.length, to - position), position);
      if (read < 0) {
        return position;
      }
      write(channel, buffer, read, position);
      position += read;
      progress.accept(received.addAndGet(read));
    }
    return position;
  }

  private static int read(InputStream content, byte[] buffer, int length, long position)
      throws BrokenConnection {
    try {
      return content.read(buffer, 0, length);
    } catch (IOException e) {
      throw new BrokenConnection(position, e);
    }
  }

  private static void write(FileChannel channel, byte[] buffer, int length, long position) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
    try {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw writeFailure(e);
    }
  }

  private static WorkerFailure writeFailure(IOException e) {
    return new WorkerFailure(
        ExitCode.SCRATCH_FULL,
        "The source could not be written to the scratch space: " + e.getMessage() + ".",
        e);
  }

  private void pauseOrGiveUp(int failures, IOException broken) {
    if (failures >= settings.tries()) {
      throw new WorkerFailure(
          ExitCode.IO_ERROR,
          "The source could not be fetched: " + broken.getMessage() + ".",
          broken);
    }
    LOG.info("A part of the source broke off and is resumed: {}", broken.toString());
    try {
      Thread.sleep(settings.pause().multipliedBy(1L << Math.min(failures, 6)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailure(ExitCode.TERMINATED, "The worker was told to stop.", e);
    }
  }

  /** A connection that broke while it was read. */
  private static final class BrokenConnection extends IOException {
    private static final long serialVersionUID = 1L;
    private final long position;

    BrokenConnection(long position, IOException cause) {
      super(cause.getMessage(), cause);
      this.position = position;
    }
  }
}
