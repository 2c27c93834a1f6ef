package dev.videojob.worker.fetch;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.s3.S3Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source that a web server offers. */
public final class HttpSource implements RemoteSource {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;

  private final URI address;

  private HttpSource(URI address) {
    this.address = address;
  }

  /**
   * Reads an address.
   *
   * @throws WorkerFailure with exit code 14 when it is none that can be fetched
   */
  public static HttpSource parse(String address) {
    try {
      URI uri = URI.create(address);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (SCHEMES.contains(scheme) && uri.getHost() != null) {
        return new HttpSource(uri);
      }
    } catch (IllegalArgumentException e) {
      throw unsupported(address, e);
    }
    throw unsupported(address, null);
  }

  private static WorkerFailure unsupported(String address, @Nullable Exception cause) {
    return new WorkerFailure(
        ExitCode.BAD_CONFIGURATION,
        ExitCode.BAD_CONFIGURATION.reason(),
        "The source %s cannot be fetched; write s3://BUCKET/KEY or https://HOST/PATH."
            .formatted(address),
        cause);
  }

  @Override
  public Facts facts() {
    try {
      HttpURLConnection connection = connect("HEAD");
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_BAD_METHOD
          || status == HttpURLConnection.HTTP_NOT_IMPLEMENTED) {
        return new Facts(-1, null, null, false);
      }
      checkStatus(status);
      boolean ranges = "bytes".equalsIgnoreCase(connection.getHeaderField("Accept-Ranges"));
      long size = connection.getContentLengthLong();
      return new Facts(size, connection.getHeaderField("ETag"), null, ranges && size > 0);
    } catch (IOException e) {
      throw new WorkerFailure(
          ExitCode.IO_ERROR, "The source " + address + " could not be reached: " + e, e);
    }
  }

  @Override
  public InputStream open(Facts facts, long from, long to) throws IOException {
    HttpURLConnection connection = connect("GET");
    String etag = facts.etag();
    if (facts.ranges()) {
      connection.setRequestProperty("Range", "bytes=" + from + "-" + (to - 1));
      if (etag != null && !etag.startsWith("W/")) {
        connection.setRequestProperty("If-Match", etag);
      }
    }
    int status = connection.getResponseCode();
    checkStatus(status);
    if (facts.ranges() && status != HttpURLConnection.HTTP_PARTIAL) {
      throw new IOException("the server answered a range with " + status);
    }
    return connection.getInputStream();
  }

  private HttpURLConnection connect(String method) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestProperty("Accept-Encoding", "identity");
    return connection;
  }

  private void checkStatus(int status) throws IOException {
    String what = "The source " + address;
    switch (status) {
      case 200, 206 -> {}
      case 404, 410 -> throw new WorkerFailure(ExitCode.SOURCE_GONE, what + " does not exist.");
      case 412 -> throw new WorkerFailure(ExitCode.SOURCE_GONE, S3Failures.changed(what));
      case 401, 403 ->
          throw new WorkerFailure(ExitCode.BAD_CONFIGURATION, "Access to " + what + " was denied.");
      case 429, 503 ->
          throw new WorkerFailure(
              ExitCode.THROTTLED, "The server of " + address + " is overloaded.");
      default -> throw new IOException("the server answered " + status);
    }
  }
}
