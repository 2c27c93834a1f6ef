package dev.videojob.e2e.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Lets one command at a time change a cluster. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, which ends with the process at the latest.
   *
   * @throws IllegalStateException if another command has it
   */
  static DirectoryLock of(ClusterDirectory directory) throws IOException {
    var channel =
        FileChannel.open(
            directory.root().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new IllegalStateException(
          "another 'cluster' command works in " + directory.root() + "; wait for its end");
    }
    return new DirectoryLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
