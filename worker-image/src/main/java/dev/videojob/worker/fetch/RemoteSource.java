package dev.videojob.worker.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A source somewhere else. */
public interface RemoteSource {
  /**
   * What is known of it before it is read.
   *
   * @param sizeBytes size, negative when it is not known
   * @param etag entity tag without quotes
   * @param versionId version
   * @param ranges whether parts of it can be asked for
   */
  record Facts(long sizeBytes, @Nullable String etag, @Nullable String versionId, boolean ranges) {}

  /** Asks for the facts. */
  Facts facts();

  /**
   * Opens a part of it, or all of it where {@link Facts#ranges} is false.
   *
   * @param facts the content that is expected; another is refused
   * @param from first byte
   * @param to the byte after the last
   * @throws IOException when the connection broke and another try may help
   */
  InputStream open(Facts facts, long from, long to) throws IOException;
}
