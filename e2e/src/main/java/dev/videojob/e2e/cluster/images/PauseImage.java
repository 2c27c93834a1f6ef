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
 * The image of the process that holds a pod's namespaces: one static program and nothing else.
 *
 * @param name as containerd's configuration names it
 * @param tar the image, kept beside the program
 */
public record PauseImage(String name, Path tar) {
  /** The image of the project's pause program; made when it is not there yet. */
  public static PauseImage of(Programs programs) {
    var program = programs.path(Program.PAUSE);
    var image =
        new PauseImage(
            "videojob.dev/pause:" + programs.version(Program.PAUSE),
            program.resolveSibling("pause.tar"));
    if (!Files.exists(image.tar())) {
      image.make(program);
    }
    return image;
  }

  private void make(Path program) {
    try {
      var aside = Files.createTempDirectory(tar.getParent(), "image");
      var made = aside.resolve("pause.tar");
      Jib.fromScratch()
          .setPlatforms(Set.of(new Platform(architecture(), "linux")))
          .addFileEntriesLayer(
              FileEntriesLayer.builder()
                  .setName("pause")
                  .addEntry(
                      program,
                      AbsoluteUnixPath.get("/pause"),
                      FilePermissions.fromOctalString("755"))
                  .build())
          .setEntrypoint("/pause")
          .setUser("65535:65535")
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
