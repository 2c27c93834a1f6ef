package dev.videojob.chaos;

import dev.videojob.images.FileTree;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * What a run leaves for whoever looks for the cause of a fault: its timeline, its VideoJobs and
 * pods, and the logs of the operators, also of those that were killed.
 *
 * @param folder where it is
 */
record Evidence(Path folder) {

  void clear() throws IOException {
    FileTree.delete(folder);
  }

  Path keep(Stage stage, Timeline timeline) throws IOException {
    Files.createDirectories(folder);
    stage.operators().keepLogs(folder);
    var lines =
        timeline.entries().stream().map(Timeline.Entry::toString).collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("timeline.txt"), lines + "\n");
    Files.writeString(folder.resolve("videojobs.yaml"), Serialization.asYaml(stage.user().jobs()));
    Files.writeString(folder.resolve("pods.yaml"), Serialization.asYaml(stage.pods()));
    Files.writeString(
        folder.resolve("seen-on-the-node.txt"),
        stage.witness().lives().stream().map(Object::toString).collect(Collectors.joining("\n")));
    return folder;
  }
}
