package dev.videojob.operator.calls;

import dev.videojob.contract.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and waits for their answers, each in its caller's thread, of which there may be
 * thousands. All that a server says is bounded, in size and in time.
 */
final class WebClient implements AutoCloseable {
  /** Bytes of an answer that are read. */
  static final int MAX_ANSWER_BYTES = 1 << 20;

  static final int MAX_REDIRECTS = 5;

  private static final Timeout CONNECT = Timeout.ofSeconds(10);
  private static final TimeValue KEPT_ALIVE = TimeValue.ofSeconds(30);

  /** Two of these for each connection, and there may be a thousand. */
  private static final int BUFFER_BYTES = 2048;

  private static final int LONGEST_LINE = 8192;
  private static final int MOST_HEADERS = 100;

  private final GuardedNames names;
  private final int connections;
  private @Nullable CloseableHttpClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("call-timer").factory());

  WebClient(GuardedNames names, int connections) {
    this.names = names;
    this.connections = connections;
  }

  /**
   * Made with the first request: it loads certificates, hundreds of classes and a thread of its
   * own, for which no start of an operator waits.
   */
  private synchronized CloseableHttpClient client() {
    if (client == null) {
      client = made();
    }
    return client;
  }

  private CloseableHttpClient made() {
    var lines =
        Http1Config.custom()
            .setBufferSize(BUFFER_BYTES)
            .setMaxLineLength(LONGEST_LINE)
            .setMaxHeaderCount(MOST_HEADERS)
            .build();
    var manager =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(names)
            .setMaxConnTotal(connections)
            .setMaxConnPerRoute(connections)
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder().http1Config(lines).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    .setSocketTimeout(CONNECT)
                    .setTimeToLive(KEPT_ALIVE)
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(manager)
        .setUserAgent("videojob-operator")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .evictExpiredConnections()
        .evictIdleConnections(KEPT_ALIVE)
        .build();
  }

  /**
   * The answer to {@code request}, after at most {@link #MAX_REDIRECTS} redirects.
   *
   * @param timeout for all of it
   * @param cancellation breaks it off
   */
  Answer send(Request request, Duration timeout, Cancellation cancellation) throws CallFailed {
    var deadline = System.nanoTime() + timeout.toNanos();
    var next = request;
    for (var redirects = 0; ; redirects++) {
      var left = Duration.ofNanos(deadline - System.nanoTime());
      var answer = once(next, left.isPositive() ? left : Duration.ofMillis(1), cancellation);
      if (!answer.redirects()) {
        return answer;
      }
      if (redirects == MAX_REDIRECTS) {
        throw CallFailed.answered(
            ExitCode.INVALID_INPUT,
            "TooManyRedirects",
            "The service redirects more than " + MAX_REDIRECTS + " times.");
      }
      next = next.redirected(answer);
    }
  }

  private Answer once(Request request, Duration timeout, Cancellation cancellation)
      throws CallFailed {
    var sent = sent(request, timeout);
    cancellation.onCancel(sent::cancel);
    var late = new AtomicBoolean();
    var end = timer.schedule(() -> cutOff(sent, late), timeout.toMillis(), TimeUnit.MILLISECONDS);
    try (var response =
        client()
            .executeOpen(HttpHost.create(request.address()), sent, HttpClientContext.create())) {
      return new Answer(
          response.getCode(),
          header(response, HttpHeaders.LOCATION),
          header(response, HttpHeaders.RETRY_AFTER),
          body(response, sent));
    } catch (AddressRefused e) {
      throw CallFailed.refused(e);
    } catch (IOException | RuntimeException e) {
      throw noAnswer(request, late.get(), e);
    } finally {
      end.cancel(false);
    }
  }

  /** Says so first: who waits learns of the cut at once. */
  private static void cutOff(HttpUriRequestBase sent, AtomicBoolean late) {
    late.set(true);
    sent.cancel();
  }

  private static HttpUriRequestBase sent(Request request, Duration timeout) {
    var sent = new HttpUriRequestBase(request.method().name(), request.address());
    request.allHeaders().forEach(sent::setHeader);
    sent.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.ofMilliseconds(timeout.toMillis()))
            .setResponseTimeout(Timeout.ofMilliseconds(timeout.toMillis()))
            .build());
    if (request.body() != null) {
      sent.setEntity(new StringEntity(request.body(), ContentType.APPLICATION_JSON));
    }
    return sent;
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    var found = response.getFirstHeader(name);
    return found == null ? null : found.getValue();
  }

  private static String body(ClassicHttpResponse response, HttpUriRequestBase sent)
      throws IOException, CallFailed {
    var entity = response.getEntity();
    if (entity == null) {
      return "";
    }
    var body = entity.getContent().readNBytes(MAX_ANSWER_BYTES + 1);
    if (body.length > MAX_ANSWER_BYTES) {
      sent.cancel(); // Or what is left would be read, however much it is.
      throw CallFailed.answered(
          ExitCode.LIMIT_EXCEEDED,
          "AnswerTooLarge",
          "The service's answer has more than " + MAX_ANSWER_BYTES + " bytes.");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static CallFailed noAnswer(Request request, boolean late, Exception cause) {
    var where = request.address().getScheme() + "://" + request.address().getRawAuthority();
    if (late || (cause instanceof InterruptedIOException && !unconnected(cause))) {
      return CallFailed.unanswered(
          "AnswerTimeout", where + " gave no whole answer in time (http.timeoutSeconds).", cause);
    }
    var unreached = cause instanceof UnknownHostException || unconnected(cause);
    return CallFailed.unanswered(
        unreached ? "Unreachable" : "AnswerBroken",
        where + (unreached ? " was not reached: " : " gave no whole answer: ") + cause.getMessage(),
        cause);
  }

  private static boolean unconnected(Exception cause) {
    return cause instanceof HttpHostConnectException || cause instanceof ConnectTimeoutException;
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
    names.close();
  }
}
