package dev.videojob.e2e.cluster.commands;

import dev.videojob.e2e.cluster.ClusterStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cluster status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Lists the cluster's components and its node. Exits with 1 when it is not up.")
final class StatusCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    var status = options.cluster().status();
    out.println(row("COMPONENT", "HEALTH", "PID", "SINCE"));
    status.components().forEach(line -> out.println(row(line)));
    out.println();
    out.println("node: " + status.node());
    out.flush();
    return status.isUp() ? 0 : 1;
  }

  private static String row(ClusterStatus.Line line) {
    return row(
        line.name(),
        line.state().name().toLowerCase(Locale.ROOT),
        line.process().map(process -> String.valueOf(process.pid())).orElse("-"),
        line.since().map(StatusCommand::time).orElse("-"));
  }

  private static String row(String name, String health, String pid, String since) {
    return "%-24s %-10s %-8s %s".formatted(name, health, pid, since);
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
