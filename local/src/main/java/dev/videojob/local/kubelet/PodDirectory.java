package dev.videojob.local.kubelet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one pod.
 *
 * @param root the pod's directory: its home and the first working directory of its process
 */
record PodDirectory(Path root) {
  private static final Logger LOG = LoggerFactory.getLogger(PodDirectory.class);

  static PodDirectory create(Path kubeletRoot, String podUid) throws IOException {
    PodDirectory directory = new PodDirectory(kubeletRoot.resolve(podUid));
    Files.createDirectories(directory.volumes());
    Files.createDirectories(directory.temporary());
    return directory;
  }

  Path volumes() {
    return root.resolve("volumes");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  Path log() {
    return root.resolve("container.log");
  }

  Path terminationMessage() {
    return root.resolve("termination-log");
  }

  String readLog() {
    try {
      return Files.exists(log())
          ? new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  void delete() {
    delete(root);
  }

  /** Deletes a tree; what vanishes meanwhile is no error, what stays is logged. */
  static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", tree, e.toString());
    }
  }
}
