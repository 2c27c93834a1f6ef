package dev.videojob.worker;

import dev.videojob.contract.ExitCode;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs tasks some at a time; the first failure stops the others. */
public final class ParallelTasks {
  private ParallelTasks() {}

  /**
   * Returns when all {@code tasks} are done.
   *
   * @param atOnce how many run at a time
   * @throws WorkerFailure the first failure, or that the attempt was stopped
   */
  public static void run(int atOnce, List<Runnable> tasks) {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory());
    try {
      ExecutorCompletionService<Boolean> done = new ExecutorCompletionService<>(threads);
      tasks.forEach(task -> done.submit(task, true));
      for (int i = 0; i < tasks.size(); i++) {
        done.take().get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailure(ExitCode.TERMINATED, "The worker was told to stop.", e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("A task failed", e);
  }
}
