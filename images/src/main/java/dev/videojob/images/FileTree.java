package dev.videojob.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Directories that are made whole, as they will be in an image. */
public final class FileTree {
  private FileTree() {}

  /** Copies a file and gives it the time that it has in an image. */
  public static void copy(Path source, Path target) {
    try {
      Files.createDirectories(target.getParent());
      Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(target, FileTime.from(Layer.MODIFIED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text and gives the file the time that it has in an image. */
  public static void write(Path target, String text) {
    try {
      Files.createDirectories(target.getParent());
      Files.writeString(target, text);
      Files.setLastModifiedTime(target, FileTime.from(Layer.MODIFIED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives every file below a directory the time that it has in an image. */
  public static void settle(Path directory) {
    files(directory).forEach(FileTree::settleFile);
  }

  private static void settleFile(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Layer.MODIFIED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The regular files below a directory, in the order of their paths. */
  public static List<Path> files(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a directory, if it is there; follows no links. Nothing may be mounted in it. */
  public static void delete(Path directory) {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 of a file, in hexadecimal digits. */
  public static String sha256(Path file) {
    MessageDigest digest = newDigest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A short name for what the texts say: equal for equal texts, else different. */
  public static String key(List<String> texts) {
    MessageDigest digest = newDigest();
    texts.forEach(
        text -> {
          digest.update(text.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
        });
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
