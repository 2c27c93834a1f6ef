package dev.videojob.e2e.cluster.components;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.machine.Machine;
import dev.videojob.e2e.cluster.machine.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which process each component is, known from a file that outlives the command that started it. */
public final class ComponentProcesses {
  private static final int LAST_LINES = 12;

  private final ClusterDirectory directory;

  /** The processes of one cluster. */
  public ComponentProcesses(ClusterDirectory directory) {
    this.directory = directory;
  }

  /** The process of a component, unless it has ended or was never started. */
  public Optional<RunningProcess> of(String component) {
    return recorded(component).filter(RunningProcess::isAlive);
  }

  private Optional<RunningProcess> recorded(String component) {
    try {
      return Optional.of(RunningProcess.parse(Files.readString(record(component))));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  /**
   * Starts a component in a session of its own, so that Ctrl-C here does not end it.
   *
   * @param node the machine's address, which no proxy is asked for
   */
  public RunningProcess start(Component component, String node) {
    try {
      Files.createDirectories(directory.log());
      Files.createDirectories(directory.run());
      var builder = new ProcessBuilder(inOwnSession(component.command()));
      setEnvironment(builder, node);
      var process =
          builder
              .directory(directory.root().toFile())
              .redirectErrorStream(true)
              .redirectOutput(freshLog(component.name()).toFile())
              .start();
      process.getOutputStream().close();
      var running =
          RunningProcess.of(process.pid())
              .orElseThrow(() -> new IllegalStateException(ended(component.name())));
      Files.writeString(record(component.name()), running.toString());
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + component.name(), e);
    }
  }

  /** {@code setsid} becomes the program itself: the process keeps its number. */
  private static List<String> inOwnSession(List<String> command) {
    return Stream.concat(Stream.of("setsid"), command.stream()).toList();
  }

  private static void setEnvironment(ProcessBuilder builder, String node) {
    var environment = builder.environment();
    environment.put("PATH", Machine.searchPath());
    var direct =
        String.join(
            ",", "127.0.0.1", node, ClusterAddresses.POD_RANGE, ClusterAddresses.SERVICE_RANGE);
    for (var name : List.of("NO_PROXY", "no_proxy")) {
      environment.merge(name, direct, (old, ours) -> old + "," + ours);
    }
  }

  /** The log of the run before is kept beside the new one. */
  private Path freshLog(String component) throws IOException {
    var log = log(component);
    if (Files.exists(log)) {
      Files.move(
          log,
          log.resolveSibling(component + ".previous.log"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return log;
  }

  /** Where a component's output goes. */
  public Path log(String component) {
    return directory.log().resolve(component + ".log");
  }

  /** A sentence about a component that has ended, with the end of its log. */
  public String ended(String component) {
    return component + " has ended. " + logEnd(component);
  }

  /** The end of a component's log, and where the rest is. */
  public String logEnd(String component) {
    try (var lines = Files.lines(log(component))) {
      var last = new ArrayList<>(lines.toList());
      return "The end of "
          + log(component)
          + ":\n"
          + last.stream()
              .skip(Math.max(0, last.size() - LAST_LINES))
              .collect(Collectors.joining("\n"));
    } catch (IOException | UncheckedIOException _) {
      return "It has no readable log.";
    }
  }

  private Path record(String component) {
    return directory.run().resolve(component + ".pid");
  }
}
