package dev.videojob.e2e;

import io.fabric8.kubernetes.api.model.NodeAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/** A port of this machine that pods can reach, and who came to it. */
final class Trap implements AutoCloseable {
  private final ServerSocket socket;
  private final String host;
  private final List<String> visitors = new CopyOnWriteArrayList<>();

  private Trap(ServerSocket socket, String host) {
    this.socket = socket;
    this.host = host;
    Thread.startVirtualThread(this::receive);
  }

  /** A trap where the machine of these tests is a node; elsewhere the test is left out. */
  static Trap onTheWayOf(MediaPlatform platform) {
    var host =
        platform.cluster().client().nodes().list().getItems().stream()
            .flatMap(node -> node.getStatus().getAddresses().stream())
            .filter(address -> "InternalIP".equals(address.getType()))
            .map(NodeAddress::getAddress)
            .filter(Trap::isOurs)
            .findFirst();
    Assumptions.assumeTrue(host.isPresent(), "the machine of these tests is not a node");
    return open(host);
  }

  private static Trap open(Optional<String> host) {
    try {
      var socket = new ServerSocket();
      socket.bind(new InetSocketAddress("0.0.0.0", 0));
      return new Trap(socket, host.orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(String address) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address)) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private void receive() {
    try {
      while (true) {
        try (var visitor = socket.accept()) {
          visitors.add(String.valueOf(visitor.getRemoteSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  String address() {
    return host + ":" + socket.getLocalPort();
  }

  /** A text whose {@code %s}, {@code %h} and {@code %p} lead here. */
  String baited(String text) {
    return text.replace("%s", "http://" + address())
        .replace("%h", host)
        .replace("%p", String.valueOf(socket.getLocalPort()));
  }

  List<String> visitors() {
    return List.copyOf(visitors);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
