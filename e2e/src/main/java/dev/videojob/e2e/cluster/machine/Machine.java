package dev.videojob.e2e.cluster.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a machine must be and have so that a cluster can run on it. */
public final class Machine {
  /** Where Debian puts the CNI plugins. */
  public static final Path CNI_PLUGINS = Path.of("/usr/lib/cni");

  private static final List<Path> PROGRAM_FOLDERS =
      Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
          .map(Path::of)
          .toList();

  private record Needed(String file, String debianPackage) {}

  private static final List<Needed> NEEDED =
      List.of(
          new Needed("containerd", "containerd"),
          new Needed("ctr", "containerd"),
          new Needed("runc", "runc"),
          new Needed("iptables", "iptables"),
          new Needed("conntrack", "conntrack"),
          new Needed("ip", "iproute2"),
          new Needed("mount", "mount"),
          new Needed("setsid", "util-linux"));

  private Machine() {}

  /** The folders to look for programs in, as {@code PATH} wants them. */
  public static String searchPath() {
    return String.join(":", PROGRAM_FOLDERS.stream().map(Path::toString).toList());
  }

  /**
   * Checks that a cluster can be run here.
   *
   * @throws IllegalStateException that says what to do instead
   */
  public static void requireFitForCluster() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux") || !isRoot()) {
      throw new IllegalStateException(
          "'cluster' needs Linux and root: it runs containers, networks and a kubelet on this"
              + " machine itself. With a cluster of your own (kind, minikube, a cloud's) run"
              + " './videojob e2e --kubeconfig FILE' instead.");
    }
    var missing = missingPackages();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "programs are missing. On Debian: apt-get install -y --no-install-recommends "
              + String.join(" ", missing));
    }
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
          && uid == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> missingPackages() {
    var programs =
        NEEDED.stream()
            .filter(needed -> program(needed.file()).isEmpty())
            .map(Needed::debianPackage);
    var plugins =
        Files.isExecutable(CNI_PLUGINS.resolve("ptp"))
            ? Stream.<String>empty()
            : Stream.of("containernetworking-plugins");
    return Stream.concat(programs, plugins).distinct().toList();
  }

  /** Where a program of the system is. */
  public static Optional<Path> program(String file) {
    return PROGRAM_FOLDERS.stream()
        .map(folder -> folder.resolve(file))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * The address by which pods reach this machine: that of the default route, which the machine
   * itself needs to reach Services.
   *
   * @throws IllegalStateException if there is no such route
   */
  public static String address() {
    try (var socket = new DatagramSocket()) {
      // Nothing is sent: a connected UDP socket only asks the routing table (RFC 5737's address).
      socket.connect(new InetSocketAddress("192.0.2.1", 9));
      var address = socket.getLocalAddress();
      if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
        return address.getHostAddress();
      }
    } catch (SocketException | UncheckedIOException _) {
      // The network is unreachable.
    }
    throw new IllegalStateException(
        "this machine has no default route for IPv4. Where it is offline, give it one: ip addr add"
            + " 172.31.255.1/32 dev lo && ip route add default dev lo src 172.31.255.1");
  }

  /**
   * Checks that nothing listens on ports that the cluster needs.
   *
   * @throws IllegalStateException that names the ports which are taken
   */
  public static void requireFree(List<Integer> ports) {
    var taken = ports.stream().filter(port -> !isFree(port)).map(Objects::toString).toList();
    if (!taken.isEmpty()) {
      throw new IllegalStateException(
          "another program has port "
              + String.join(", ", taken)
              + " (another cluster?). 'ss -ltnp' shows which; end it and try again.");
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
