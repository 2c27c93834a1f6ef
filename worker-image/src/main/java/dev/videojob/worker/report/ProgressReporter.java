package dev.videojob.worker.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ProgressReport;
import dev.videojob.worker.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator how far an attempt is. The newest state goes out at most once an interval,
 * from a thread of its own; that a report is lost hurts nothing. The answer 410 stops the attempt.
 *
 * <p>{@link HttpURLConnection} is used because the client of S3 has loaded it anyway; another
 * client would cost every job the CPU time of its start.
 */
public final class ProgressReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final int TIMEOUT_MILLIS = 2_000;

  /** Of an operator's replica that does not lead; followed once. */
  private static final int TEMPORARY_REDIRECT = 307;

  private final @Nullable String url;
  private final int attempt;
  private final ObjectMapper json;
  private final Cancellation cancellation;
  private final InstantSource clock;
  private final AtomicReference<@Nullable ProgressReport> newest = new AtomicReference<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable PhaseStart current;

  private record PhaseStart(Phase phase, long millis) {}

  /**
   * @param url takes the reports; absent: none are sent
   * @param attempt number of the attempt
   */
  public ProgressReporter(
      @Nullable String url,
      int attempt,
      ObjectMapper json,
      Cancellation cancellation,
      InstantSource clock) {
    this.url = url;
    this.attempt = attempt;
    this.json = json;
    this.cancellation = cancellation;
    this.clock = clock;
  }

  /** Begins to send what changed, once every {@code interval}. */
  public ProgressReporter start(Duration interval) {
    if (url != null) {
      Thread.ofVirtual().name("progress").start(() -> sendUntilClosed(interval));
    }
    return this;
  }

  /** A phase begins. */
  public void begin(Phase phase) {
    LOG.info("{} ({} %)", phase.label(), phase.percent(0));
    current = new PhaseStart(phase, clock.millis());
    newest.set(new ProgressReport(attempt, phase.label(), phase.percent(0), null, null));
  }

  /**
   * The phase got further.
   *
   * @param part what is done of it, 0 to 1
   */
  public void advance(double part) {
    advance(part, 0);
  }

  /**
   * The phase got further.
   *
   * @param part what is done of it, 0 to 1
   * @param mediaSeconds seconds of media that were worked on, for the speed; 0 for none
   */
  public void advance(double part, double mediaSeconds) {
    PhaseStart start = current;
    if (start == null) {
      return;
    }
    double elapsed = Math.max(1, clock.millis() - start.millis()) / 1000.0;
    Double speed = mediaSeconds > 0 ? Math.round(mediaSeconds / elapsed * 100) / 100.0 : null;
    Long eta =
        mediaSeconds > 0 && part > 0.01
            ? Math.round(elapsed * (1 - Math.min(1, part)) / part)
            : null;
    newest.set(
        new ProgressReport(
            attempt, start.phase().label(), start.phase().percent(part), speed, eta));
  }

  /** Asks at once whether the attempt may go on; stops it when not. */
  public void checkpoint() {
    PhaseStart start = current;
    if (url != null && start != null) {
      send(
          url,
          new ProgressReport(
              attempt, start.phase().label(), start.phase().percent(0.7), null, null));
    }
    cancellation.check();
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void sendUntilClosed(Duration interval) {
    String target = url;
    ProgressReport sent = null;
    try {
      do {
        ProgressReport report = newest.get();
        if (target != null && report != null && !report.equals(sent)) {
          send(target, report);
          sent = report;
        }
      } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(String target, ProgressReport report) {
    try {
      byte[] body = json.writeValueAsBytes(report);
      URI here = URI.create(target);
      Answer answer = post(here, body);
      if (answer.status() == TEMPORARY_REDIRECT && answer.location() != null) {
        answer = post(here.resolve(answer.location()), body);
      }
      if (answer.status() == HttpURLConnection.HTTP_GONE) {
        cancellation.cancel(Cancellation.Cause.SUPERSEDED);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("A progress report was lost", e);
    }
  }

  private record Answer(int status, @Nullable String location) {}

  private static Answer post(URI target, byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
    connection.setInstanceFollowRedirects(false); // It would make a GET of a POST.
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    Answer answer = new Answer(connection.getResponseCode(), connection.getHeaderField("Location"));
    connection.disconnect();
    return answer;
  }
}
