package dev.videojob.images.sbom;

import dev.videojob.images.FileTree;
import dev.videojob.images.program.ProgramFiles;
import java.nio.file.Path;

/** to come */
public final class Bill {
  private Bill() {}

  public static Path write(ProgramFiles files, Path work) {
    Path bill = work.resolve("sbom/" + files.program().imageName() + ".json");
    FileTree.write(bill, "{}\n");
    return bill;
  }
}
