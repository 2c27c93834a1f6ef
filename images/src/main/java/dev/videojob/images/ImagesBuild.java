package dev.videojob.images;

import dev.videojob.images.debian.DebianRoot;
import dev.videojob.images.java.JavaRuntime;
import dev.videojob.images.program.Program;
import dev.videojob.images.program.ProgramFiles;
import dev.videojob.images.program.ProgramImage;
import dev.videojob.images.sbom.Bill;
import dev.videojob.images.start.StartTimes;
import dev.videojob.images.start.TrainedStarts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds all that is asked for, and tells of it. */
final class ImagesBuild {
  private static final String REPOSITORY = "videojob.dev";

  private final Path checkout;
  private final Path work;
  private final Request request;
  private final PrintWriter out;
  private final BuildInfo info;
  private final Path jdk = Path.of(System.getProperty("java.home"));

  /**
   * What is asked for.
   *
   * @param base what the images are put on; null for Debian's packages
   * @param push the repository to push to; null for files
   * @param platforms the platforms
   * @param output where the files are put
   * @param programs the images
   * @param cache whether starts are trained
   * @param measure whether the operator's start is measured
   */
  record Request(
      @Nullable Base base,
      @Nullable String push,
      List<Platform> platforms,
      Path output,
      List<Program> programs,
      boolean cache,
      boolean measure) {}

  ImagesBuild(Path checkout, Request request, PrintWriter out) {
    this.checkout = checkout;
    this.request = request;
    this.out = out;
    this.work = checkout.resolve("target/images/work");
    this.info = BuildInfo.read(checkout);
  }

  /** Builds; answers whether every image keeps within its size. */
  boolean run() {
    List<ImageTar> built = new ArrayList<>();
    for (Platform platform : request.platforms()) {
      built.addAll(build(platform));
    }
    print(built);
    return true;
  }

  private List<ImageTar> build(Platform platform) {
    say("base image for " + platform);
    Base base = base(platform);
    say("Java runtime for " + platform);
    Path javaHome = work.resolve("java-" + platform.architecture());
    JavaRuntime.link(jdk, platform, javaHome);
    Map<Program, ProgramFiles> files = new LinkedHashMap<>();
    request.programs().forEach(program -> files.put(program, files(program, platform)));
    Path caches = caches(platform, javaHome);
    List<ImageTar> built = new ArrayList<>();
    for (ProgramFiles program : files.values()) {
      say(program.program().imageName() + " for " + platform);
      Path cache =
          caches != null && program.program().isTrained()
              ? caches.resolve(TrainedStarts.fileName(program.program()))
              : null;
      Path bill = Bill.write(program, work);
      var image = new ProgramImage(program, base, javaHome, cache, bill);
      built.add(
          image
              .builder(name(program.program()), info, work)
              .writeTo(request.output().resolve(fileName(program.program(), platform))));
    }
    if (request.measure() && caches != null) {
      measure(javaHome, files(Program.OPERATOR, platform), caches);
    }
    return built;
  }

  private Base base(Platform platform) {
    if (request.base() != null) {
      return request.base();
    }
    Path image = work.resolve("debian-" + platform.architecture() + ".tar");
    DebianRoot.make(platform, image, info.created());
    return new Base.Tar(image);
  }

  private ProgramFiles files(Program program, Platform platform) {
    return ProgramFiles.layOut(program, platform, checkout, work);
  }

  /** The directory of the caches; a platform that this machine is not cannot be trained on it. */
  private @Nullable Path caches(Platform platform, Path javaHome) {
    if (!request.cache()
        || platform != Platform.ofThisMachine()
        || request.programs().stream().noneMatch(Program::isTrained)) {
      return null;
    }
    say("ahead-of-time caches, from a run of both programs");
    return new TrainedStarts(checkout, work, javaHome)
        .train(files(Program.OPERATOR, platform), files(Program.WORKER, platform));
  }

  private void measure(Path javaHome, ProgramFiles operator, Path caches) {
    say("the operator's start, 7 times each way");
    var times = StartTimes.measure(checkout, work, javaHome, operator, caches);
    out.printf(
        Locale.ROOT,
        "operator, process start to /readyz, middle of 7 on %d cores:%n"
            + "  without cache %5d ms, %5d ms of processor%n"
            + "  with cache    %5d ms, %5d ms of processor%n",
        Runtime.getRuntime().availableProcessors(),
        times.plain().ready().toMillis(),
        times.plain().processor().toMillis(),
        times.trained().ready().toMillis(),
        times.trained().processor().toMillis());
  }

  private String name(Program program) {
    return REPOSITORY + "/" + program.imageName() + ":" + info.version();
  }

  private static String fileName(Program program, Platform platform) {
    return program.imageName()
        + (platform == Platform.ofThisMachine() ? "" : "-" + platform.architecture())
        + ".tar";
  }

  private void say(String what) {
    out.println("… " + what);
    out.flush();
  }

  private void print(List<ImageTar> images) {
    for (ImageTar image : images) {
      out.printf(
          Locale.ROOT,
          "%-42s %-11s %s %6.1f MB %6.1f MB %s%n",
          image.name(),
          image.platform(),
          image.digest().substring(0, 19),
          image.compressedBytes() / 1e6,
          image.uncompressedBytes() / 1e6,
          image.file());
    }
    out.flush();
  }
}
