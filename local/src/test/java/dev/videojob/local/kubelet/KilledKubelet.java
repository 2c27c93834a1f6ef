package dev.videojob.local.kubelet;

import dev.videojob.local.jobs.ClusterFixture;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that runs a pod and waits to be killed. */
final class KilledKubelet {
  private KilledKubelet() {}

  /** Takes the directory of the pods and the script of the one pod. */
  public static void main(String[] arguments) throws InterruptedException {
    try (ClusterFixture cluster = new ClusterFixture(Path.of(arguments[0]))) {
      cluster.create("doomed", arguments[1]);
      cluster.awaitRunning("doomed");
      System.out.println("running");
      new CountDownLatch(1).await();
    }
  }
}
