package dev.videojob.worker.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A stretch of a file as a stream of its own. */
final class FilePart extends FilterInputStream {
  private long left;

  private FilePart(InputStream file, long length) {
    super(file);
    this.left = length;
  }

  static InputStream open(Path file, long from, long length) {
    try {
      FileChannel channel = FileChannel.open(file);
      channel.position(from);
      return new FilePart(Channels.newInputStream(channel), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    if (left <= 0) {
      return -1;
    }
    int next = super.read();
    left -= next < 0 ? 0 : 1;
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left <= 0) {
      return -1;
    }
    int read = super.read(bytes, offset, (int) Math.min(length, left));
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
