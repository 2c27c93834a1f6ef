package dev.videojob.operator.resources;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Text as gzipped UTF-8 in base64, for places that bound what they carry. */
public final class PackedText {
  private PackedText() {}

  public static String pack(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written to", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * The text that was packed.
   *
   * @throws IllegalArgumentException when {@code packed} is not base64
   * @throws IOException when it is not gzipped
   */
  public static String unpack(String packed) throws IOException {
    return unpack(packed, Integer.MAX_VALUE - 1);
  }

  /**
   * The text that was packed, by whomever.
   *
   * @param maxBytes of the text
   * @throws IllegalArgumentException when {@code packed} is not base64
   * @throws IOException when it is not gzipped, or more than {@code maxBytes}
   */
  public static String unpack(String packed, int maxBytes) throws IOException {
    var bytes = Base64.getDecoder().decode(packed);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      var text = gzip.readNBytes(maxBytes + 1);
      if (text.length > maxBytes) {
        throw new IOException("more than " + maxBytes + " bytes were packed");
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }
}
