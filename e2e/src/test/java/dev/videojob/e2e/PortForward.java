package dev.videojob.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A Service of the cluster under an address of this machine, by {@code kubectl port-forward}, which
 * ends when a connection through it breaks; it is then started again at the same port.
 */
final class PortForward implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) ->.*");
  private static final int ANY = 0;

  private final RealCluster cluster;
  private final String namespace;
  private final String service;
  private final int remotePort;
  private final int port;
  private volatile Process process;
  private volatile boolean closed;

  private PortForward(RealCluster cluster, String namespace, String service, int remotePort) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.service = service;
    this.remotePort = remotePort;
    this.process = start(ANY);
    this.port = awaitReady();
  }

  static PortForward of(RealCluster cluster, String namespace, String service, int port) {
    var forward = new PortForward(cluster, namespace, service, port);
    // Platform threads, here as for everything that waits for a child.
    Thread.ofPlatform().daemon().name("port-forward-" + service).start(forward::keep);
    return forward;
  }

  private Process start(int localPort) {
    return cluster
        .kubectl()
        .start(
            "port-forward",
            "-n",
            namespace,
            "svc/" + service,
            (localPort == ANY ? "" : localPort) + ":" + remotePort,
            "--address",
            "127.0.0.1");
  }

  private int awaitReady() {
    try {
      for (var line = output().readLine(); line != null; line = output().readLine()) {
        var ready = READY.matcher(line);
        if (ready.matches()) {
          return Integer.parseInt(ready.group(1));
        }
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

  private BufferedReader output() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  private void keep() {
    while (!closed) {
      output().lines().forEach(_ -> {});
      process.onExit().join();
      if (!closed) {
        process = start(port);
      }
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    closed = true;
    process.destroy();
  }
}
