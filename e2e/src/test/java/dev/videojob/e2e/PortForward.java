package dev.videojob.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A Service of the cluster under an address of this machine, by {@code kubectl port-forward}. */
final class PortForward implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) ->.*");

  private final Process process;
  private final int port;

  private PortForward(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static PortForward of(RealCluster cluster, String namespace, String service, int port) {
    var process =
        cluster
            .kubectl()
            .start(
                "port-forward",
                "-n",
                namespace,
                "svc/" + service,
                ":" + port,
                "--address",
                "127.0.0.1");
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      var line = output.readLine();
      while (line != null) {
        var ready = READY.matcher(line);
        if (ready.matches()) {
          Thread.startVirtualThread(() -> output.lines().forEach(_ -> {}));
          return new PortForward(process, Integer.parseInt(ready.group(1)));
        }
        line = output.readLine();
      }
      throw new AssertionError(
          "no way to "
              + service
              + ": "
              + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
