package dev.videojob.e2e.cluster.pki;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** All keys, certificates and kubeconfigs that the components of a cluster are started with. */
public final class ClusterKeys {
  private static final String ADMIN = "admin";

  private ClusterKeys() {}

  /**
   * Who has a certificate in a cluster: the names that Kubernetes' own roles are bound to.
   *
   * @see <a href="https://kubernetes.io/docs/setup/best-practices/certificates/">PKI certificates
   *     and requirements</a>
   */
  public static List<Identity> identities(ClusterAddresses addresses) {
    return Stream.concat(servers(addresses), clients()).toList();
  }

  private static Stream<Identity> servers(ClusterAddresses addresses) {
    return Stream.of(
        Identity.server(
            "kube-apiserver",
            "kube-apiserver",
            List.of(
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                ClusterAddresses.NODE_NAME),
            List.of("127.0.0.1", ClusterAddresses.API_SERVICE, addresses.node())),
        Identity.server("loopback", "loopback", List.of("localhost"), List.of("127.0.0.1")),
        new Identity(
            "kubelet",
            "system:node:" + ClusterAddresses.NODE_NAME,
            List.of("system:nodes"),
            List.of(ClusterAddresses.NODE_NAME),
            List.of("127.0.0.1", addresses.node())));
  }

  private static Stream<Identity> clients() {
    return Stream.of(
        Identity.client(ADMIN, "admin", "system:masters"),
        Identity.client("kubelet-client", "kube-apiserver-kubelet-client", "system:masters"),
        Identity.client("front-proxy-client", "front-proxy-client"),
        Identity.client("kube-controller-manager", "system:kube-controller-manager"),
        Identity.client("kube-scheduler", "system:kube-scheduler"),
        Identity.client("kube-proxy", "system:kube-proxy"),
        Identity.client("coredns", "system:coredns"));
  }

  /** Makes all of them anew and writes them, readable by their owner only. */
  public static void write(ClusterDirectory directory, ClusterAddresses addresses)
      throws IOException {
    var authority = CertificateAuthority.create("videojob-cluster", Instant.now());
    directory.createSecretFolder(directory.pki());
    secret(directory.certificate("ca"), authority.self().certificatePem());
    writeServiceAccountKeys(directory, KeyKind.EC.newPair());
    var issued =
        identities(addresses).parallelStream()
            .map(identity -> new Issued(identity, authority.issue(identity, kind(identity))))
            .toList();
    for (var one : issued) {
      var name = one.identity().file();
      secret(directory.certificate(name), one.keyAndCertificate().certificatePem());
      secret(directory.key(name), one.keyAndCertificate().keyPem());
      secret(
          directory.kubeconfig(name),
          Kubeconfig.text(ClusterAddresses.API_SERVER, authority, one.keyAndCertificate()));
    }
  }

  private static KeyKind kind(Identity identity) {
    return identity.file().equals(ADMIN) ? KeyKind.RSA : KeyKind.EC;
  }

  private record Issued(Identity identity, KeyAndCertificate keyAndCertificate) {}

  private static void writeServiceAccountKeys(ClusterDirectory directory, KeyPair keys)
      throws IOException {
    secret(
        directory.key("service-accounts"), Pem.of("PRIVATE KEY", keys.getPrivate().getEncoded()));
    secret(
        directory.pki().resolve("service-accounts.pub"),
        Pem.of("PUBLIC KEY", keys.getPublic().getEncoded()));
  }

  private static void secret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
