package dev.videojob.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.videojob.chaos.verdict.Fault.Harm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * All runs together.
 *
 * @param runs in their order
 */
record ChaosReport(List<RunReport> runs) {
  ChaosReport {
    runs = List.copyOf(runs);
  }

  /** The sums, as people and programs ask for them. */
  record Totals(
      int runs,
      int messages,
      int uploads,
      int succeeded,
      int deadLettered,
      int lost,
      int doubled,
      int misjudged,
      int unseen,
      int letterCopies,
      int pods,
      double longestRecoverySeconds,
      double longestBlindSeconds) {}

  @JsonProperty("totals")
  Totals totals() {
    return new Totals(
        runs.size(),
        sum(run -> run.verdict().messages()),
        sum(run -> run.verdict().uploads()),
        sum(run -> run.verdict().succeeded()),
        sum(run -> run.verdict().deadLettered()),
        harmed(Harm.LOST),
        harmed(Harm.DOUBLED),
        harmed(Harm.MISJUDGED),
        harmed(Harm.UNSEEN),
        sum(run -> run.verdict().letterCopies()),
        sum(RunReport::pods),
        runs.stream().mapToDouble(RunReport::recoverySeconds).max().orElse(0),
        runs.stream().mapToDouble(RunReport::blindSeconds).max().orElse(0));
  }

  boolean faultless() {
    return runs.stream().allMatch(RunReport::faultless);
  }

  private int harmed(Harm harm) {
    return sum(run -> run.verdict().harmed(harm));
  }

  private int sum(ToIntFunction<RunReport> figure) {
    return runs.stream().mapToInt(figure).sum();
  }

  /** The sums for people, and every fault with the seed that plays its run again. */
  String text() {
    var totals = totals();
    var text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                %d runs: %d messages sent about %d uploads, %d pods
                  succeeded        %5d
                  dead-lettered    %5d   (and %d copies of letters)
                  lost             %5d
                  doubled          %5d
                  misjudged        %5d
                  unseen           %5d   (longest look away %.1f s)
                  longest recovery %5.1f s
                """,
                totals.runs(),
                totals.messages(),
                totals.uploads(),
                totals.pods(),
                totals.succeeded(),
                totals.deadLettered(),
                totals.letterCopies(),
                totals.lost(),
                totals.doubled(),
                totals.misjudged(),
                totals.unseen(),
                totals.longestBlindSeconds(),
                totals.longestRecoverySeconds()));
    runs.stream().filter(run -> !run.faultless()).forEach(run -> text.append(faults(run)));
    return text.toString();
  }

  private static String faults(RunReport run) {
    var text = new StringBuilder("seed " + run.seed() + ", evidence in " + run.evidence() + "\n");
    run.verdict().faults().forEach(fault -> text.append("  ").append(fault).append('\n'));
    return text.toString();
  }

  /** Writes it as JSON: {@code totals} and {@code runs}. */
  void write(Path file) throws IOException {
    var target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    new ObjectMapper()
        .registerModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(target.toFile(), this);
  }
}
