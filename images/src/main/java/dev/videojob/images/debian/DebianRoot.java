package dev.videojob.images.debian;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.images.Layer;
import dev.videojob.images.Platform;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The operating system of the images: the C and C++ libraries of Debian and the few files that
 * programs expect, without a shell or any other program. It is a base image of one layer; the same
 * packages give the same bytes.
 */
public final class DebianRoot {
  /**
   * What the runtime and ffmpeg load, found by {@code readelf -d}: libc and libm, libstdc++ and
   * libgcc, and zlib (of a runtime that Debian built). libc-bin has the locale C.UTF-8, without
   * which file names are ASCII. Certificates are in the Java runtime.
   */
  static final List<String> PACKAGES =
      List.of("base-files", "libc6", "libc-bin", "libgcc-s1", "libstdc++6", "zlib1g");

  /** Who the programs run as. */
  public static final int USER = 10001;

  private static final List<Pattern> DROPPED =
      List.of(
              "(usr/)?s?bin/.+",
              "usr/lib/[^/]+/(gconv|perl.*|audit)/.*",
              "usr/(games|include|libexec|src|local)/.*",
              "usr/share/(man|info|locale|lintian|bash-completion|gcc|gdb|bug|base-files|perl5|"
                  + "debconf|libc-bin|polkit-1|pixmaps|menu|dict|misc|applications|awk|common-licenses/\\."
                  + ")(/.*)?",
              "usr/share/doc/(mawk(/.*)?|.+/(?!copyright$)[^/]*)",
              "etc/(cron\\..*|apt|dpkg|alternatives|update-motd\\.d|skel|default|profile.*|issue.*"
                  + "|motd|kernel|logrotate\\.d)(/.*)?",
              "var/(cache|log|backups|spool|mail|local|opt)/.*",
              "var/lib/(apt|dpkg/(?!status\\.d).*|pam|systemd|ucf|misc)(/.*)?",
              "(dev|proc|sys|run|boot|home|media|mnt|srv|opt)/.*")
          .stream()
          .map(Pattern::compile)
          .toList();

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
      videojob:x:%1$d:%1$d:VideoJob:/nonexistent:/sbin/nologin
      """
          .formatted(USER);
  private static final String GROUP =
      """
      root:x:0:
      nogroup:x:65534:
      videojob:x:%d:
      """
          .formatted(USER);

  private static final ObjectMapper JSON = new ObjectMapper();

  private DebianRoot() {}

  /**
   * Makes the base image, unless the file is there already.
   *
   * @param platform for which platform
   * @param image the file, a tar as {@code docker save} writes it
   * @param created the time of the image
   */
  public static void make(Platform platform, Path image, Instant created) {
    if (Files.exists(image)) {
      return;
    }
    Path packages = image.resolveSibling(image.getFileName() + ".packages.tar");
    Path aside = image.resolveSibling(image.getFileName() + ".new");
    try {
      Files.createDirectories(image.getParent());
      DebianPackages.unpack(platform, PACKAGES, packages, created.getEpochSecond());
      write(layer(packages), platform, created, aside);
      Files.move(aside, image, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the base image cannot be made", e);
    } finally {
      delete(packages);
      delete(aside);
    }
  }

  /** The layer's tar: what is kept of the packages, in the order of the names, and our files. */
  static byte[] layer(Path packages) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    try (var in =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(packages)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName().replaceFirst("^\\./", "");
        if (kept(name, entry)) {
          entries.put(name, new Entry(entry, in.readAllBytes()));
        }
      }
    }
    putFile(entries, "etc/passwd", PASSWD);
    putFile(entries, "etc/group", GROUP);
    putFile(entries, "etc/nsswitch.conf", "hosts: files dns\n");
    putDirectory(entries, "scratch/", USER);
    putDirectory(entries, "data/", USER);
    var bytes = new ByteArrayOutputStream();
    try (var out = newTar(bytes)) {
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        put(out, entry.getKey(), entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** A file of the layer. */
  private static final class Entry {
    final TarArchiveEntry header;
    final byte[] content;

    Entry(TarArchiveEntry header, byte[] content) {
      this.header = header;
      this.content = content;
    }
  }

  static boolean kept(String name, TarArchiveEntry entry) {
    if (name.isEmpty()
        || entry.isBlockDevice()
        || entry.isCharacterDevice()
        || DROPPED.stream().anyMatch(pattern -> pattern.matcher(name).matches())) {
      return false;
    }
    String control = DebianPackages.STATUS + "/";
    return !name.startsWith(control)
        || name.equals(control)
        || PACKAGES.contains(name.substring(control.length()))
        || name.substring(control.length()).matches("gcc-\\d+-base");
  }

  private static void putFile(Map<String, Entry> entries, String name, String text) {
    var header = new TarArchiveEntry(name);
    header.setMode(0100644);
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    header.setSize(content.length);
    entries.put(name, new Entry(header, content));
  }

  private static void putDirectory(Map<String, Entry> entries, String name, int owner) {
    var header = new TarArchiveEntry(name);
    header.setMode(040755);
    header.setIds(owner, owner);
    entries.put(name, new Entry(header, new byte[0]));
  }

  private static void put(TarArchiveOutputStream out, String name, Entry entry) throws IOException {
    TarArchiveEntry from = entry.header;
    var header = new TarArchiveEntry(name, from.getLinkFlag());
    header.setMode(from.getMode());
    header.setIds(
        from.getLongUserId() == USER ? USER : 0, from.getLongGroupId() == USER ? USER : 0);
    header.setModTime(Layer.MODIFIED.toEpochMilli());
    header.setLinkName(from.getLinkName().replaceFirst("^\\./", ""));
    header.setSize(entry.content.length);
    out.putArchiveEntry(header);
    out.write(entry.content);
    out.closeArchiveEntry();
  }

  private static void write(byte[] layer, Platform platform, Instant created, Path image)
      throws IOException {
    ObjectNode config = JSON.createObjectNode();
    config.put("architecture", platform.architecture()).put("os", "linux");
    config.put("created", created.toString());
    config.putObject("config").putArray("Env").add("PATH=/opt/java/bin").add("LANG=C.UTF-8");
    config
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add("sha256:" + sha256(layer));
    config
        .putArray("history")
        .addObject()
        .put("created", created.toString())
        .put("created_by", "mmdebstrap " + DebianPackages.suite())
        .put("comment", String.join(" ", PACKAGES));
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("Config", "config.json").putArray("Layers").add("layer.tar");
    manifest.putArray("RepoTags");
    try (var out = newTar(new BufferedOutputStream(Files.newOutputStream(image)))) {
      put(out, "layer.tar", layer);
      put(out, "config.json", JSON.writeValueAsBytes(config));
      put(out, "manifest.json", JSON.writeValueAsBytes(List.of(manifest)));
    }
  }

  private static void put(TarArchiveOutputStream out, String name, byte[] content)
      throws IOException {
    var header = new TarArchiveEntry(name);
    header.setSize(content.length);
    header.setModTime(Layer.MODIFIED.toEpochMilli());
    out.putArchiveEntry(header);
    out.write(content);
    out.closeArchiveEntry();
  }

  private static TarArchiveOutputStream newTar(java.io.OutputStream out) {
    var tar = new TarArchiveOutputStream(out);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    return tar;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
