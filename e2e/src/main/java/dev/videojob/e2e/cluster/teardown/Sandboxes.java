package dev.videojob.e2e.cluster.teardown;

import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.components.Components;
import dev.videojob.e2e.cluster.machine.Condition;
import dev.videojob.e2e.cluster.machine.RunningProcess;
import dev.videojob.images.ExternalCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of pods, and the shims of containerd that hold them. They are found by what they
 * are and not by asking containerd, which may be dead.
 */
final class Sandboxes {
  private static final Pattern IN_A_POD = Pattern.compile("(?m)^\\d+:[^:]*:/kubepods/.*$");

  private static final Duration NOTICES_ENDS = Duration.ofSeconds(10);

  private final String socket;
  private final Path tasks;

  /**
   * What runs for one containerd.
   *
   * @param socket containerd's
   * @param state containerd's folder of what runs
   */
  Sandboxes(Path socket, Path state) {
    this.socket = socket.toString();
    this.tasks = state.resolve("io.containerd.runtime.v2.task/k8s.io");
  }

  /** Shims with all that they hold, and processes of pods whose shim is gone. */
  List<RunningProcess> processes() {
    var all = RunningProcess.all();
    var held = all.stream().filter(this::isShim).flatMap(RunningProcess::tree);
    var orphans = all.stream().filter(Sandboxes::isInPod);
    return Stream.concat(held, orphans).distinct().toList();
  }

  private boolean isShim(RunningProcess process) {
    var command = process.commandLine();
    return command.getFirst().contains("containerd-shim") && command.contains(socket);
  }

  private static boolean isInPod(RunningProcess process) {
    return IN_A_POD.matcher(process.controlGroups()).find();
  }

  /**
   * Lets containerd forget the containers whose processes were killed, so that the next kubelet
   * does not find them. It may not have noticed all ends yet.
   */
  void forget(ClusterDirectory directory) {
    Condition.holdsWithin(
        NOTICES_ENDS,
        () -> {
          var known = containers(directory);
          if (!known.isEmpty()) {
            ExternalCommand.of(
                    Components.ctr(
                        directory,
                        Stream.concat(Stream.of("containers", "delete"), known.stream())
                            .toArray(String[]::new)))
                .run();
          }
          return known.isEmpty();
        });
  }

  private static List<String> containers(ClusterDirectory directory) {
    var outcome = ExternalCommand.of(Components.ctr(directory, "containers", "list", "-q")).run();
    return outcome.output().lines().toList();
  }

  /** Removes the sockets of shims: they are in a folder that other containerds use too. */
  void removeShimSockets() {
    if (!Files.isDirectory(tasks)) {
      return;
    }
    try (var bundles = Files.list(tasks)) {
      for (var bundle : bundles.toList()) {
        var address = bundle.resolve("address");
        if (Files.exists(address)) {
          Files.deleteIfExists(Path.of(Files.readString(address).strip().replace("unix://", "")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
