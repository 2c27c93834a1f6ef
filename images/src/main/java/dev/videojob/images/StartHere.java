package dev.videojob.images;

import dev.videojob.images.java.JavaRuntime;
import dev.videojob.images.program.Program;
import dev.videojob.images.program.ProgramFiles;
import dev.videojob.images.program.ProgramImage;
import dev.videojob.images.start.TrainedStarts;
import java.nio.file.Path;
import java.util.List;

/** A program started on this machine as its image starts it. */
final class StartHere {
  private StartHere() {}

  /**
   * The words of the command, with the runtime, flags and ahead-of-time cache of the image.
   *
   * @param work where everything is kept that a second time need not make again
   * @throws IllegalArgumentException for a program whose start is not trained
   */
  static List<String> command(Program program, Path checkout, Path work) {
    if (!program.isTrained()) {
      throw new IllegalArgumentException(
          "--start-command: " + program.imageName() + " is neither operator nor worker");
    }
    Platform platform = Platform.ofThisMachine();
    Path javaHome = JavaRuntime.link(Path.of(System.getProperty("java.home")), platform, work);
    ProgramFiles operator = ProgramFiles.layOut(Program.OPERATOR, platform, checkout, work);
    ProgramFiles worker = ProgramFiles.layOut(Program.WORKER, platform, checkout, work);
    Path caches = new TrainedStarts(checkout, work, javaHome).train(operator, worker);
    Path cache = caches.resolve(TrainedStarts.fileName(program));
    return (program == Program.OPERATOR ? operator : worker)
        .commandHere(javaHome, ProgramImage.withCache(cache.toString()));
  }
}
