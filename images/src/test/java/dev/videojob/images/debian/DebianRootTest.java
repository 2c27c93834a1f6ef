package dev.videojob.images.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianRootTest {
  @TempDir private Path folder;

  @Test
  void libraries_and_links_are_kept_programs_and_documents_are_not() throws IOException {
    Map<String, TarArchiveEntry> layer =
        layer(
            file("./usr/lib/x86_64-linux-gnu/libc.so.6"),
            link("./lib", "usr/lib"),
            file("./usr/bin/dash"),
            link("./usr/bin/sh", "dash"),
            file("./usr/share/doc/libc6/NEWS.gz"),
            file("./usr/share/doc/libc6/copyright"),
            file("./usr/share/man/man1/ldd.1.gz"),
            file("./usr/lib/x86_64-linux-gnu/gconv/BIG5.so"),
            file("./usr/lib/locale/C.utf8/LC_CTYPE"),
            file("./etc/os-release"),
            device("./dev/null"));

    assertThat(layer)
        .containsKeys(
            "usr/lib/x86_64-linux-gnu/libc.so.6",
            "lib",
            "usr/share/doc/libc6/copyright",
            "usr/lib/locale/C.utf8/LC_CTYPE",
            "etc/os-release")
        .doesNotContainKeys(
            "usr/bin/dash",
            "usr/bin/sh",
            "usr/share/doc/libc6/NEWS.gz",
            "usr/share/man/man1/ldd.1.gz",
            "usr/lib/x86_64-linux-gnu/gconv/BIG5.so",
            "dev/null");
    assertThat(layer.get("lib")).returns("usr/lib", TarArchiveEntry::getLinkName);
  }

  @Test
  void the_order_the_times_and_the_owners_of_the_packages_do_not_show() throws IOException {
    List<TarArchiveEntry> entries =
        new ArrayList<>(List.of(file("./etc/a"), file("./etc/b"), file("./etc/c")));
    byte[] one = DebianRoot.layer(tar(entries));
    Collections.reverse(entries);
    entries.forEach(
        entry -> {
          entry.setModTime(1_700_000_000_000L);
          entry.setIds(1000, 1000);
        });

    assertThat(DebianRoot.layer(tar(entries))).isEqualTo(one);
  }

  @Test
  void the_user_of_the_programs_is_known_and_owns_its_scratch_folder() throws IOException {
    byte[] layer = DebianRoot.layer(tar(List.of(file("./etc/passwd"))));

    assertThat(new String(layer, StandardCharsets.UTF_8))
        .contains("videojob:x:10001:10001:VideoJob:/nonexistent:/sbin/nologin");
    assertThat(entries(layer).get("scratch/")).returns(10001L, TarArchiveEntry::getLongUserId);
    assertThat(entries(layer).get("etc/passwd")).returns(0L, TarArchiveEntry::getLongUserId);
  }

  @Test
  void control_files_of_what_was_only_needed_to_unpack_are_dropped() throws IOException {
    assertThat(
            layer(
                file("./var/lib/dpkg/status.d/libc6"),
                file("./var/lib/dpkg/status.d/gcc-14-base"),
                file("./var/lib/dpkg/status.d/mawk")))
        .containsKeys("var/lib/dpkg/status.d/libc6", "var/lib/dpkg/status.d/gcc-14-base")
        .doesNotContainKey("var/lib/dpkg/status.d/mawk");
  }

  @Test
  void a_control_file_says_which_package_it_is() {
    assertThat(
            DebianPackage.parse(
                """
                Package: libc6
                Version: 2.41-12
                Architecture: amd64
                Description: a library
                 Version: not this one
                """))
        .isEqualTo(new DebianPackage("libc6", "2.41-12", "amd64"));
  }

  private Map<String, TarArchiveEntry> layer(TarArchiveEntry... entries) throws IOException {
    return entries(DebianRoot.layer(tar(List.of(entries))));
  }

  private Path tar(List<TarArchiveEntry> entries) throws IOException {
    Path tar = Files.createTempFile(folder, "packages", ".tar");
    try (var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (TarArchiveEntry entry : entries) {
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
    }
    return tar;
  }

  private static Map<String, TarArchiveEntry> entries(byte[] layer) throws IOException {
    Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
    try (var in = new TarArchiveInputStream(new ByteArrayInputStream(layer))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }

  private static TarArchiveEntry file(String name) {
    var entry = new TarArchiveEntry(name);
    entry.setModTime(0);
    return entry;
  }

  private static TarArchiveEntry link(String name, String target) {
    var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    return entry;
  }

  private static TarArchiveEntry device(String name) {
    return new TarArchiveEntry(name, TarConstants.LF_CHR);
  }
}
