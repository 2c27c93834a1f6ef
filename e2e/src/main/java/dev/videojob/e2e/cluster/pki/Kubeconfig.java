package dev.videojob.e2e.cluster.pki;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A kubeconfig for one user that holds the certificates itself, so that it can be copied. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * The file's text.
   *
   * @param server the API server
   * @param authority what the server's certificate is signed by
   * @param user who it is for
   */
  public static String text(URI server, CertificateAuthority authority, KeyAndCertificate user) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
          - name: videojob
            cluster:
              server: %s
              certificate-authority-data: %s
        users:
          - name: user
            user:
              client-certificate-data: %s
              client-key-data: %s
        contexts:
          - name: videojob
            context: {cluster: videojob, user: user}
        current-context: videojob
        """
        .formatted(
            server,
            base64(authority.self().certificatePem()),
            base64(user.certificatePem()),
            base64(user.keyPem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
