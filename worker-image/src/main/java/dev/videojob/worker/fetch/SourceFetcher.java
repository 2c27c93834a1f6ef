package dev.videojob.worker.fetch;

import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.fetch.RemoteSource.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/** Fetches the source that a task names, and nothing else than that. */
public final class SourceFetcher {
  private final RemoteSource source;
  private final Download.Settings settings;

  public SourceFetcher(RemoteSource source) {
    this(source, Download.Settings.DEFAULT);
  }

  SourceFetcher(RemoteSource source, Download.Settings settings) {
    this.source = source;
    this.settings = settings;
  }

  /**
   * A source that is here.
   *
   * @param file the file
   * @param sizeBytes its size
   * @param facts what its server said of it
   */
  public record Fetched(Path file, long sizeBytes, Facts facts) {}

  /**
   * Fetches.
   *
   * @param task names the source and what is expected of it
   * @param file takes the content
   * @param progress takes the part that was received, 0 to 1
   * @throws WorkerFailure when it is gone or another (13), too large (12), or larger than the
   *     scratch space (21)
   */
  public Fetched fetch(WorkerTask task, Path file, DoubleConsumer progress) {
    Facts facts = source.facts();
    checkExpected(task, facts);
    long maxBytes = task.profile().limits().maxSizeBytes();
    checkSize(facts.sizeBytes(), maxBytes);
    checkSpace(facts.sizeBytes(), file);
    long total = Math.max(1, facts.sizeBytes());
    Download download =
        new Download(
            source,
            facts,
            settings,
            bytes -> progress.accept(Math.min(1.0, (double) bytes / total)));
    long received = download.to(file, maxBytes);
    checkSize(received, maxBytes);
    return new Fetched(file, received, facts);
  }

  private static void checkExpected(WorkerTask task, Facts facts) {
    String etag = task.sourceEtag();
    if (etag != null && facts.etag() != null && !plain(etag).equals(plain(facts.etag()))) {
      throw new WorkerFailure(
          ExitCode.SOURCE_GONE,
          "The source %s was replaced after the job was made: its entity tag is %s, not %s."
              .formatted(task.source(), facts.etag(), etag));
    }
    Long size = task.sourceSizeBytes();
    if (size != null && facts.sizeBytes() >= 0 && size != facts.sizeBytes()) {
      throw new WorkerFailure(
          ExitCode.SOURCE_GONE,
          "The source %s was replaced after the job was made: it has %d bytes, not %d."
              .formatted(task.source(), facts.sizeBytes(), size));
    }
  }

  private static String plain(String etag) {
    return etag.replace("\"", "");
  }

  private static void checkSize(long size, long maxBytes) {
    if (size > maxBytes) {
      throw new WorkerFailure(
          ExitCode.LIMIT_EXCEEDED,
          "The file has more bytes than the profile accepts: %d, at most %d."
              .formatted(size, maxBytes));
    }
  }

  private static void checkSpace(long size, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (size > free) {
        throw new WorkerFailure(
            ExitCode.SCRATCH_FULL,
            "The source has %d bytes and the scratch space %d left; give the pod more."
                .formatted(size, free));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The scratch space cannot be examined", e);
    }
  }
}
