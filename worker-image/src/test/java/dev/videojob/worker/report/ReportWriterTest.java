package dev.videojob.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerReport;
import dev.videojob.worker.testing.TestWorker;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
  @Test
  void outputsThatDoNotFitAreLeftOutAndCounted() throws IOException {
    WorkerReport report =
        new WorkerReport(
            "uid",
            1,
            "Succeeded",
            "word ".repeat(2000),
            "s3://b/p/manifest.json",
            IntStream.range(0, 100)
                .mapToObj(i -> new Output("r" + i, "Mp4", "s3://b/p/" + i, 1L, 2, 3, 4L, 5L, "c"))
                .toList(),
            100);

    byte[] content = new ReportWriter(TestWorker.JSON, Optional.empty()).fit(report);

    assertThat(content).hasSizeLessThanOrEqualTo(WorkerEnvironment.MAX_REPORT_BYTES);
    WorkerReport read = TestWorker.JSON.readValue(content, WorkerReport.class);
    assertThat(read.outputCount()).isEqualTo(100);
    assertThat(read.outputs()).hasSizeBetween(10, 99);
  }
}
