package dev.videojob.operator.calls;

import dev.videojob.api.v1alpha1.HttpMethod;
import dev.videojob.contract.ExitCode;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param headers sent wherever it goes
 * @param confidential headers sent to {@code home} only
 * @param home whom they are meant for
 * @param body JSON, for methods that have one
 */
record Request(
    HttpMethod method,
    URI address,
    Map<String, String> headers,
    Map<String, String> confidential,
    URI home,
    @Nullable String body) {

  /**
   * The address that is written so.
   *
   * @throws CallFailed when it is none of a web server
   */
  static URI address(String written) throws CallFailed {
    try {
      var address = URI.create(written.strip());
      var scheme = address.getScheme();
      if (("http".equals(scheme) || "https".equals(scheme))
          && address.getHost() != null
          && address.getRawUserInfo() == null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw CallFailed.notSent(
        ExitCode.BAD_CONFIGURATION,
        "\"%s\" is no http:// or https:// address without a password.".formatted(written));
  }

  /** All headers for where it goes now. */
  Map<String, String> allHeaders() {
    var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    if (sameOrigin(address, home)) {
      all.putAll(confidential);
    }
    return all;
  }

  /** The same to where the answer redirects it, as browsers do it. */
  Request redirected(Answer answer) throws CallFailed {
    var target = resolved(Objects.requireNonNull(answer.location(), "it redirects"));
    var again = answer.status() == 307 || answer.status() == 308;
    return again
        ? new Request(method, target, headers, confidential, home, body)
        : new Request(HttpMethod.GET, target, headers, confidential, home, null);
  }

  private URI resolved(String location) throws CallFailed {
    try {
      return address(address.resolve(location.strip()).toString());
    } catch (IllegalArgumentException e) {
      return address(location);
    }
  }

  private static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return address.getScheme().equals("https") ? 443 : 80;
  }
}
