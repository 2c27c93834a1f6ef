package dev.videojob.images.program;

import dev.videojob.images.Base;
import dev.videojob.images.BuildInfo;
import dev.videojob.images.FileTree;
import dev.videojob.images.ImageBuilder;
import dev.videojob.images.Layer;
import dev.videojob.images.debian.DebianRoot;
import dev.videojob.images.java.JavaRuntime;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One program as an image: layers from what changes least to what changes most, so that a new
 * version of the project moves few bytes.
 *
 * <ol>
 *   <li>the base: the operating system
 *   <li>the Java runtime, the same in every image
 *   <li>the jars of others
 *   <li>ffmpeg, in the worker
 *   <li>the jars of the project, the JVM's flags and the bill of materials
 *   <li>the ahead-of-time cache, if there is one, and the arguments that name it: the only layer
 *       that two builds of the same input make differently
 * </ol>
 *
 * @param files the program's files
 * @param base what it is put on
 * @param javaHome the linked runtime
 * @param cache the ahead-of-time cache; null without one
 * @param bill the CycloneDX bill of materials
 */
public record ProgramImage(
    ProgramFiles files, Base base, Path javaHome, @Nullable Path cache, Path bill) {
  /** Where an image has its bill of materials. */
  public static final String BILL = "/app/sbom.cdx.json";

  /**
   * JDK 25 warns of single stubs that it does not find in the cache; a cache that it cannot use at
   * all is still told.
   */
  private static final String QUIET = "-Xlog:aot*=error";

  private static final String USER = DebianRoot.USER + ":" + DebianRoot.USER;
  private static final int HTTP_PORT = 8080;

  /**
   * Says how the image is built.
   *
   * @param name its whole name
   * @param info what is known of the build
   * @param work where layers and small files are kept
   */
  public ImageBuilder builder(String name, BuildInfo info, Path work) {
    Program program = files.program();
    ImageBuilder image =
        ImageBuilder.image(name)
            .base(base)
            .platform(files.platform())
            .cache(work.resolve("jib"))
            .user(USER)
            .created(info.created())
            .entrypoint(ProgramFiles.entrypoint());
    program.environment().forEach(image::environment);
    info.labels(program.title(), program.description()).forEach(image::label);
    if (program == Program.OPERATOR) {
      image.port(HTTP_PORT);
    }
    image.layer(Layer.named("Java runtime").directory(javaHome, JavaRuntime.HOME));
    image.layer(Layer.named("dependencies").files(files.dependencies(), ProgramFiles.APP + "/lib"));
    if (program.hasFfmpeg()) {
      image.layer(
          Layer.named("ffmpeg").directory(files.root().resolve("opt/ffmpeg"), ProgramFiles.FFMPEG));
    }
    image.layer(ours(work));
    if (cache != null) {
      image.layer(trained(cache, work));
    }
    return image;
  }

  private Layer ours(Path work) {
    return Layer.named("program")
        .files(files.ours(), ProgramFiles.APP + "/lib")
        .file(files.root().resolve("app/jvm.flags"), ProgramFiles.APP + "/jvm.flags")
        .file(arguments(List.of(), work), ProgramFiles.APP + "/java.args")
        .file(bill, BILL);
  }

  /** The cache and, over the ones without it, the arguments that name it. */
  private Layer trained(Path cache, Path work) {
    String path = ProgramFiles.APP + "/" + cache.getFileName();
    return Layer.named("ahead-of-time cache")
        .file(cache, path)
        .file(arguments(withCache(path), work), ProgramFiles.APP + "/java.args");
  }

  /** The options with which a program takes its ahead-of-time cache. */
  public static List<String> withCache(String path) {
    return List.of("-XX:AOTCache=" + path, QUIET);
  }

  /** Named after its text, as the directories of the program's files are. */
  private Path arguments(List<String> options, Path work) {
    String text =
        "# The class path in a fixed order: the ahead-of-time cache is of exactly this one.\n"
            + String.join("\n", files.arguments("", options))
            + "\n";
    Path file = work.resolve("arguments/" + FileTree.key(List.of(text)) + ".args");
    FileTree.write(file, text);
    return file;
  }
}
