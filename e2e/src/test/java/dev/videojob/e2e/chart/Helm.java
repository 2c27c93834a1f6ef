package dev.videojob.e2e.chart;

import dev.videojob.e2e.Program;
import dev.videojob.e2e.Program.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The real Helm, on our chart. */
final class Helm {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String RELEASE = "videojob";
  private static final String NAMESPACE = "videojob-system";

  private Helm() {}

  /**
   * The program: {@code VIDEOJOB_HELM}, which {@code ./videojob e2e} sets, else that of the PATH.
   */
  private static Path program() {
    var onPath =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "helm"));
    return Stream.concat(Stream.ofNullable(System.getenv("VIDEOJOB_HELM")).map(Path::of), onPath)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The chart's tests need Helm: run them by ./videojob e2e, or set VIDEOJOB_HELM"
                        + " to it."));
  }

  /** Helm without a cluster. */
  static Program alone() {
    return alone(program());
  }

  /** A program that may run Helm, without a cluster. */
  static Program alone(Path program) {
    return new Program(program, Map.of("KUBECONFIG", "/dev/null"), LIMIT);
  }

  /** Renders the chart as release {@code videojob} of {@code videojob-system}. */
  static Result template(String values, String... options) {
    return run(values, "template", options);
  }

  /** What Helm would print after an installation; nothing is asked of a cluster. */
  static String notes(String values) {
    var printed = run(values, "install", "--dry-run=client").ok();
    return printed.substring(printed.indexOf("NOTES:"));
  }

  static Result lint() {
    return alone().run("lint", "--strict", Repository.CHART.toString());
  }

  private static Result run(String values, String verb, String... options) {
    var arguments = new ArrayList<>(List.of(verb, RELEASE, Repository.CHART.toString()));
    arguments.addAll(List.of("--namespace", NAMESPACE, "--values", "-"));
    arguments.addAll(List.of(options));
    return alone().runWith(values, arguments.toArray(String[]::new));
  }
}
