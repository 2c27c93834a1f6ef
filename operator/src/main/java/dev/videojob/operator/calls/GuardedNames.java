package dev.videojob.operator.calls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Names to addresses, less those that may not be connected to. Whoever connects does so to the very
 * addresses that were checked here, so that a name that answers otherwise the next time gains
 * nothing.
 */
final class GuardedNames implements DnsResolver, AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** A look-up blocks a thread of the machine, of which virtual threads have few. */
  private static final int AT_ONCE = 8;

  private final AllowedHosts allowed;
  private final Names names;
  private final ExecutorService lookups =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("call-names-", 0).factory());

  /** Looks names up. */
  interface Names {
    InetAddress[] find(String host) throws UnknownHostException;
  }

  GuardedNames(AllowedHosts allowed, Names names) {
    this.allowed = allowed;
    this.names = names;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var found = find(host);
    var open =
        Arrays.stream(found)
            .filter(address -> allowed.allow(host, address))
            .toArray(InetAddress[]::new);
    if (open.length == 0) {
      throw new AddressRefused(
          "%s is %s, which is no public address; the operator's setting httpTasks.allowedHosts may allow it."
              .formatted(host, found[0].getHostAddress()));
    }
    return open;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    return Arrays.stream(resolve(host))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private InetAddress[] find(String host) throws UnknownHostException {
    var answer = lookups.submit(() -> names.find(host));
    try {
      return answer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw unknown(host, e.getCause() instanceof UnknownHostException ? "is not known" : "failed");
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unknown(host, "was not answered within " + LONGEST.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw unknown(host, "was broken off");
    }
  }

  private static UnknownHostException unknown(String host, String what) {
    return new UnknownHostException("the look-up of " + host + " " + what);
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }
}
