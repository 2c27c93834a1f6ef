package dev.videojob.local.command;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How {@code get} and {@code describe} find the platform that {@code up} runs. */
final class RunningPlatform {
  private static final String MASTER = "KUBERNETES_MASTER";

  private RunningPlatform() {}

  /**
   * A client of the running platform: the one that {@code KUBERNETES_MASTER} names, else the one
   * that {@code up} has announced.
   *
   * @throws IllegalStateException when there is none
   */
  static KubernetesClient client() {
    var master =
        Optional.ofNullable(System.getenv(MASTER))
            .or(RunningPlatform::announced)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no local platform runs. Start one with './videojob up', or set "
                            + MASTER
                            + " to the address of its API server."));
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(master)
                .withNamespace(LocalStack.NAMESPACE)
                .build())
        .build();
  }

  /** Says where the platform's API server is, until {@link #withdraw}. */
  static void announce(String master) {
    try {
      Files.writeString(announcement(), master);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + announcement(), e);
    }
  }

  /** Takes the announcement back, unless another platform has made its own since. */
  static void withdraw(String master) {
    try {
      if (announced().filter(master::equals).isPresent()) {
        Files.deleteIfExists(announcement());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + announcement(), e);
    }
  }

  private static Optional<String> announced() {
    try {
      return Files.exists(announcement())
          ? Optional.of(Files.readString(announcement()).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + announcement(), e);
    }
  }

  private static Path announcement() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "videojob-up-" + System.getProperty("user.name"));
  }
}
