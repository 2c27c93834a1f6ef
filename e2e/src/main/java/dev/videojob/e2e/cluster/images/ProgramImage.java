package dev.videojob.e2e.cluster.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import dev.videojob.e2e.cluster.machine.FileTree;
import dev.videojob.e2e.cluster.tools.Program;
import dev.videojob.e2e.cluster.tools.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;

/**
 * An image of one of the pinned programs: the static program and nothing else.
 *
 * @param name by which pods and containerd's configuration call it
 * @param tar the image, kept beside the program
 */
public record ProgramImage(String name, Path tar) {

  /** The image {@code videojob.dev/PROGRAM:VERSION}; made when it is not there yet. */
  public static ProgramImage of(Programs programs, Program program) {
    var file = programs.path(program);
    var image =
        new ProgramImage(
            "videojob.dev/%s:%s".formatted(program.fileName(), programs.version(program)),
            file.resolveSibling(program.fileName() + ".tar"));
    if (!Files.exists(image.tar())) {
      image.make(file);
    }
    return image;
  }

  private void make(Path program) {
    try {
      var entryPoint = "/" + program.getFileName();
      var aside = Files.createTempDirectory(tar.getParent(), "image");
      var made = aside.resolve("image.tar");
      Jib.fromScratch()
          .setPlatforms(Set.of(new Platform(architecture(), "linux")))
          .addFileEntriesLayer(
              FileEntriesLayer.builder()
                  .setName("program")
                  .addEntry(
                      program,
                      AbsoluteUnixPath.get(entryPoint),
                      FilePermissions.fromOctalString("755"))
                  .build())
          .setEntrypoint(entryPoint)
          .setUser("10001:10001")
          .containerize(
              Containerizer.to(TarImage.at(made).named(name))
                  .setBaseImageLayersCache(aside.resolve("base"))
                  .setApplicationLayersCache(aside.resolve("layers"))
                  .setOfflineMode(true));
      Files.move(made, tar, StandardCopyOption.ATOMIC_MOVE);
      FileTree.delete(aside);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making " + name, e);
    } catch (Exception e) {
      throw new IllegalStateException("cannot make the image " + name, e);
    }
  }

  /** What container images call the machine's processor. */
  private static String architecture() {
    var name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name.equals("aarch64") ? "arm64" : name;
  }
}
