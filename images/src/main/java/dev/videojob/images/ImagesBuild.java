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
   * @param push the repository to push to; null for files only
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

  /**
   * Prepares a build.
   *
   * @param checkout the project's root, whose modules are built
   * @param work where everything is kept that a second build need not make again
   * @param out takes the progress and the table
   */
  ImagesBuild(Path checkout, Path work, Request request, PrintWriter out) {
    this.checkout = checkout;
    this.work = work;
    this.request = request;
    this.out = out;
    this.info = BuildInfo.read(checkout);
  }

  /** Builds; answers whether every image keeps within its size. */
  boolean run() {
    Map<Program, List<BuiltImage>> built = new LinkedHashMap<>();
    for (Platform platform : request.platforms()) {
      build(platform, built);
    }
    ImageTable.print(built.values().stream().flatMap(List::stream).toList(), out);
    if (request.push() != null) {
      built.forEach((program, images) -> push(program, images, request.push()));
    }
    List<String> tooLarge =
        built.values().stream()
            .flatMap(List::stream)
            .flatMap(image -> image.excess().stream())
            .toList();
    tooLarge.forEach(out::println);
    out.flush();
    return tooLarge.isEmpty();
  }

  private void build(Platform platform, Map<Program, List<BuiltImage>> built) {
    say("base image for " + platform);
    Base base = base(platform);
    say("Java runtime for " + platform);
    Path javaHome = JavaRuntime.link(jdk, platform, work);
    Path caches = caches(platform, javaHome);
    for (Program program : request.programs()) {
      say(program.imageName() + " for " + platform);
      built
          .computeIfAbsent(program, _ -> new ArrayList<>())
          .add(build(files(program, platform), base, javaHome, caches));
    }
    if (request.measure() && caches != null) {
      measure(javaHome, files(Program.OPERATOR, platform), caches);
    }
  }

  private BuiltImage build(ProgramFiles files, Base base, Path javaHome, @Nullable Path caches) {
    Program program = files.program();
    Path cache =
        caches == null || !program.isTrained()
            ? null
            : caches.resolve(TrainedStarts.fileName(program));
    String name = REPOSITORY + "/" + program.imageName() + ":" + info.version();
    Path bill = Bill.write(name, files, javaHome, base, info, checkout, work);
    String file = program.imageName() + suffix(files.platform());
    FileTree.copy(bill, request.output().resolve(file + ".cdx.json"));
    ImageBuilder builder =
        new ProgramImage(files, base, javaHome, cache, bill).builder(name, info, work);
    ImageTar tar = builder.writeTo(request.output().resolve(file + ".tar"));
    return new BuiltImage(program, builder, tar, cache != null);
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

  /** One platform has the plain tag; of several each has its own, and the plain one is an index. */
  private void push(Program program, List<BuiltImage> images, String repository) {
    String name = repository + "/" + program.imageName() + ":" + info.version();
    boolean several = images.size() > 1;
    for (BuiltImage image : images) {
      String target = several ? name + "-" + image.tar().platform().architecture() : name;
      say("pushing " + target);
      String digest = image.builder().pushTo(target);
      out.println(target + "@" + digest);
    }
    if (several) {
      String digest = IndexPush.push(name, images.stream().map(BuiltImage::tar).toList());
      out.println(name + "@" + digest);
    }
    out.flush();
  }

  private static String suffix(Platform platform) {
    return platform == Platform.ofThisMachine() ? "" : "-" + platform.architecture();
  }

  private void say(String what) {
    out.println("… " + what);
    out.flush();
  }
}
