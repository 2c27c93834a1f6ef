package dev.videojob.operator.resources;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 in lower-case base32 (RFC 4648 alphabet), cut to a length that fits names and labels. */
public final class Digest {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Digest() {}

  /**
   * The digest of {@code text}.
   *
   * @param length characters wanted, at most 51
   */
  public static String of(String text, int length) {
    byte[] hash = sha256(text);
    StringBuilder digest = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      digest.append(ALPHABET.charAt(fiveBits(hash, i * 5)));
    }
    return digest.toString();
  }

  private static int fiveBits(byte[] hash, int from) {
    int high = hash[from / 8] & 0xff;
    int low = from / 8 + 1 < hash.length ? hash[from / 8 + 1] & 0xff : 0;
    return ((high << 8 | low) >> (11 - from % 8)) & 31;
  }

  /** The whole of the SHA-256 of {@code text} in UTF-8. */
  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
