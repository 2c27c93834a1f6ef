package dev.videojob.e2e.cluster.images;

import dev.videojob.e2e.cluster.tools.Program;
import dev.videojob.e2e.cluster.tools.Programs;
import dev.videojob.images.ImageBuilder;
import dev.videojob.images.Layer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The image of one static program and nothing else.
 *
 * @param name with its tag, the program's version
 * @param tar the image, kept beside the program
 */
public record ProgramImage(String name, Path tar) {
  private static final String NOBODY = "65535:65535";

  /** The image of {@code program}; both are made when they are not there yet. */
  public static ProgramImage of(Programs programs, Program program) {
    var file = programs.path(program);
    var image =
        new ProgramImage(
            "videojob.dev/" + program.fileName() + ":" + programs.version(program),
            file.resolveSibling(program.fileName() + ".tar"));
    if (!Files.exists(image.tar())) {
      ImageBuilder.image(image.name())
          .layer(Layer.named("program").program(file, "/" + program.fileName()))
          .entrypoint("/" + program.fileName())
          .user(NOBODY)
          .writeTo(image.tar());
    }
    return image;
  }
}
