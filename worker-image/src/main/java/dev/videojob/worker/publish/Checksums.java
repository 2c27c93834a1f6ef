package dev.videojob.worker.publish;

import dev.videojob.worker.publish.Manifest.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Describes files as the objects that they become. */
public final class Checksums {
  private static final int BUFFER = 1 << 16;

  private Checksums() {}

  /** The file {@code name} of {@code folder}, its size and its checksum. */
  public static StoredObject describe(Path folder, String name) {
    Path file = folder.resolve(name);
    try (InputStream content = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long size = 0;
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
        size += read;
      }
      return new StoredObject(
          name, size, MediaTypes.of(name).contentType(), HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has SHA-256", e);
    }
  }
}
