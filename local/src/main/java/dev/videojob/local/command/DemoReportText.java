package dev.videojob.local.command;

import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.local.command.DemoReport.FileReport;
import java.io.PrintWriter;
import java.util.Locale;

/** A demo's report for people. */
final class DemoReportText {
  private final PrintWriter out;

  DemoReportText(PrintWriter out) {
    this.out = out;
  }

  void print(DemoReport report) {
    report.files().forEach(this::print);
    out.printf(
        Locale.ROOT,
        "%n%d of %d succeeded in %.1f s%n",
        report.succeeded(),
        report.files().size(),
        report.seconds());
    out.flush();
  }

  private void print(FileReport file) {
    out.printf(
        Locale.ROOT,
        "%n%s: %s after %d attempt(s), %.1f s from upload to outcome%n",
        file.file(),
        file.state(),
        file.attempts(),
        file.seconds());
    if (file.message() != null) {
      out.printf("  %s: %s%n", file.reason(), file.message());
    }
    file.outputs().forEach(this::print);
    if (file.outputFolder() != null) {
      out.printf("  outputs are in %s%n", file.outputFolder());
    }
    if (file.metadata() != null) {
      out.printf("  metadata document: %s%n", file.metadata());
    }
    if (file.processed() != null) {
      out.printf("  processed-queue message: %s%n", file.processed());
    }
    if (file.deadLetter() != null) {
      out.printf("  dead letter: %s%n", file.deadLetter().details());
      out.printf("    original message: %s%n", file.deadLetter().body());
    }
  }

  private void print(Output output) {
    var size = output.sizeBytes() == null ? "" : bytes(output.sizeBytes());
    var frame = output.width() == null ? "" : output.width() + "x" + output.height();
    var duration =
        output.durationMillis() == null
            ? ""
            : String.format(Locale.ROOT, "%.2f s", output.durationMillis() / 1000.0);
    out.printf(
        "  %-14s %-13s %10s %10s %9s  %s%n",
        output.name(), output.type(), frame, duration, size, output.uri());
  }

  private static String bytes(long count) {
    return count < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", count / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", count / 1024.0 / 1024.0);
  }
}
