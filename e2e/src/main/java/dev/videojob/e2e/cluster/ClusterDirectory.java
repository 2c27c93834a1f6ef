package dev.videojob.e2e.cluster;

import dev.videojob.e2e.cluster.tools.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where everything of a cluster is kept.
 *
 * <p>{@code images} and {@code log} outlive {@code down}; all else does not.
 *
 * @param root the folder, absolute and at most {@value #MAX_BYTES} bytes long: the kernel bounds
 *     the path of a socket at 107 bytes (unix(7))
 */
public record ClusterDirectory(Path root) {
  private static final int MAX_BYTES = 64;

  public ClusterDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * Checks that sockets can be made in it: the kernel bounds their paths at 107 bytes (unix(7)).
   *
   * @throws IllegalStateException that says what to do, if not
   */
  void requireRoomForSockets() {
    if (root.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalStateException(
          "the path "
              + root
              + " is longer than "
              + MAX_BYTES
              + " bytes, which the sockets in it cannot bear: give a shorter one with --dir");
    }
  }

  /** The one that commands use unless told otherwise. */
  public static ClusterDirectory standard() {
    return new ClusterDirectory(Programs.userCache().resolve("cluster"));
  }

  /** Keys, certificates and the components' kubeconfigs. */
  public Path pki() {
    return root.resolve("pki");
  }

  /** The certificate of one identity. */
  public Path certificate(String name) {
    return pki().resolve(name + ".crt");
  }

  /** The private key of one identity. */
  public Path key(String name) {
    return pki().resolve(name + ".key");
  }

  /** The kubeconfig of one identity. */
  public Path kubeconfig(String name) {
    return name.equals("admin") ? kubeconfig() : pki().resolve(name + ".kubeconfig");
  }

  /** The kubeconfig of the administrator, for people and tests. */
  public Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  /** The components' configuration files. */
  public Path config() {
    return root.resolve("config");
  }

  /** A file for each component: what it wrote. */
  public Path log() {
    return root.resolve("log");
  }

  /** Sockets, and a file for each component that says which process it is. */
  public Path run() {
    return root.resolve("run");
  }

  /** containerd's socket. */
  public Path containerdSocket() {
    return run().resolve("containerd.sock");
  }

  /** containerd's images. */
  public Path images() {
    return root.resolve("images");
  }

  /** etcd's data. */
  public Path etcd() {
    return root.resolve("etcd");
  }

  /** The kubelet's pods and volumes. */
  public Path kubelet() {
    return root.resolve("kubelet");
  }

  /** Which pod has which address. */
  public Path podAddresses() {
    return root.resolve("pod-addresses");
  }

  /** The logs of pods. */
  public Path podLogs() {
    return log().resolve("pods");
  }

  /** The names of chains of iptables that were there before the cluster. */
  public Path foreignChains() {
    return root.resolve("foreign-chains");
  }

  /** What is made anew for each cluster. */
  public List<Path> ofOneCluster() {
    return List.of(pki(), kubeconfig(), config(), run(), etcd(), kubelet(), podAddresses());
  }

  /** Creates a folder that only its owner can look into. */
  public void createSecretFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
