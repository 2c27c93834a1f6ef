package dev.videojob.local.command;

import java.util.concurrent.CountDownLatch;

/** Keeps a server running until the process is told to stop, and closes it then. */
final class UntilStopped {
  private UntilStopped() {}

  /** Never returns: the process ends by a signal. */
  static int run(AutoCloseable server) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("down").unstarted(() -> close(server)));
    new CountDownLatch(1).await();
    return 0;
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      System.err.println("videojob: the server did not stop cleanly: " + e.getMessage());
    }
  }
}
