package dev.videojob.bench.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as they come: a line each at once, and all of them as JSON at the end. */
final class Report {
  private static final String LINE = "%-11s %-72s %9s %-5s %9s %6s  %s%n";

  private final Map<String, Object> surroundings = new LinkedHashMap<>();
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, String> faults = new LinkedHashMap<>();

  Report(String kubernetes, String operator, Population.Size size) {
    surroundings.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    surroundings.put("machine", Machine.described());
    surroundings.put("shared", "API server, etcd, controllers, kwok, SQS, operator and benchmark");
    surroundings.put("kubernetes", kubernetes);
    surroundings.put("java", System.getProperty("java.vm.version"));
    surroundings.put(
        "operator",
        operator
            + ", -Xmx"
            + OperatorProgram.HEAP_MEBIBYTES
            + "m -XX:+UseSerialGC, no metadata store");
    surroundings.put("finished", size.finished());
    surroundings.put("live", size.live());
  }

  void head() {
    System.out.println("All of these share this machine: " + surroundings.get("shared") + ".");
    surroundings.forEach((name, value) -> System.out.printf("  %-11s %s%n", name, value));
    System.out.printf(LINE, "MEASURE", "WHAT", "FIGURE", "", "GOAL", "RATIO", "");
  }

  void figure(String measure, String what, double value, String unit) {
    figure(measure, what, value, unit, null);
  }

  void figure(String measure, String what, double value, String unit, @Nullable Goal goal) {
    var figure = new Figure(measure, what, value, unit, goal, Machine.load());
    figures.add(figure);
    var ratio = figure.ratioToGoal();
    System.out.printf(
        LINE,
        measure,
        what,
        number(value),
        unit,
        goal == null ? "" : (goal.side() == Goal.Side.AT_MOST ? "≤ " : "≥ ") + number(goal.bound()),
        ratio == null ? "" : "%.2f".formatted(ratio),
        goal == null ? "" : goal.metBy(value) ? "met" : "MISSED");
  }

  /** What is being done now, for whoever waits. */
  void doing(String what) {
    System.err.println("… " + what);
  }

  /** A measure came to no figure. */
  void fault(String measure, String why) {
    faults.put(measure, why);
    System.out.printf("%-11s FAILED: %s%n", measure, why);
  }

  boolean faultless() {
    return faults.isEmpty();
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT,
        Math.abs(value) < 10 ? "%.3f" : Math.abs(value) < 100 ? "%.1f" : "%.0f",
        value);
  }

  void write(Path file) throws IOException {
    var all = new LinkedHashMap<>(surroundings);
    all.put("figures", figures);
    all.put("faults", faults);
    var target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(target.toFile(), all);
    System.out.println("These figures are in " + target);
  }
}
