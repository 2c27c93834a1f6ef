package dev.videojob.worker.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the report where Kubernetes, or whoever started the worker, looks for it. */
public final class ReportWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);
  private static final Path KUBERNETES = Path.of("/dev/termination-log");
  private static final int MAX_MESSAGE = 1500;

  private final ObjectMapper json;
  private final Optional<Path> file;

  public ReportWriter(ObjectMapper json, Optional<Path> file) {
    this.json = json;
    this.file = file;
  }

  /** The file that {@code environment} names, else Kubernetes' own where there is one. */
  public static Optional<Path> target(Map<String, String> environment) {
    String named = environment.get(WorkerEnvironment.TERMINATION_LOG);
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Files.isWritable(KUBERNETES) ? Optional.of(KUBERNETES) : Optional.empty();
  }

  /** Writes the report; that it cannot be written is only logged. */
  public void write(WorkerReport report) {
    try {
      byte[] content = fit(report);
      LOG.info("report: {}", new String(content, StandardCharsets.UTF_8));
      if (file.isPresent()) {
        Files.write(file.get(), content);
      }
    } catch (IOException e) {
      LOG.error("The report could not be written to {}", file, e);
    }
  }

  /**
   * The report in as many bytes as a termination message may have, with fewer outputs if need be.
   */
  byte[] fit(WorkerReport report) throws JsonProcessingException {
    WorkerReport shorter = with(report, report.outputs());
    byte[] content = json.writeValueAsBytes(shorter);
    for (int kept = report.outputs().size();
        content.length > WorkerEnvironment.MAX_REPORT_BYTES && kept > 0;
        kept--) {
      content = json.writeValueAsBytes(with(report, report.outputs().subList(0, kept - 1)));
    }
    return content;
  }

  private static WorkerReport with(WorkerReport report, List<Output> outputs) {
    String message = report.message();
    return new WorkerReport(
        report.jobUid(),
        report.attempt(),
        report.reason(),
        message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message,
        report.manifestUri(),
        outputs,
        report.outputCount());
  }
}
