package dev.videojob.e2e.cluster.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text form of keys and certificates (RFC 7468). */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  static String of(String label, byte[] der) {
    var text = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, text.encodeToString(der));
  }
}
