package dev.videojob.e2e.cluster.pki;

import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * A certificate with its private key.
 *
 * @param keys the key pair
 * @param certificate about its public half
 */
public record KeyAndCertificate(KeyPair keys, X509Certificate certificate) {

  /** The private key, PKCS #8 in PEM. */
  public String keyPem() {
    return Pem.of("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** The certificate in PEM. */
  public String certificatePem() {
    try {
      return Pem.of("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
