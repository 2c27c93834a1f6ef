package dev.videojob.e2e.cluster.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** What kind of key a certificate is about. */
public enum KeyKind {
  /** P-256: made in a millisecond. */
  EC,

  /**
   * 2048 bits: for clients in Java, which need another library to read an EC key in a kubeconfig.
   */
  RSA;

  /** A new pair. */
  public KeyPair newPair() {
    try {
      var generator = KeyPairGenerator.getInstance(name());
      generator.initialize(parameters());
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private AlgorithmParameterSpec parameters() {
    return switch (this) {
      case EC -> new ECGenParameterSpec("secp256r1");
      case RSA -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
    };
  }
}
