package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Starts the process of a pod's container, with nothing of this JVM's environment. */
final class PodProcess {
  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

  private PodProcess() {}

  /**
   * Writes the pod's volumes and starts its process.
   *
   * @param entrypoint the image's command
   * @throws NotReadyException if something that the pod needs is missing
   * @throws IOException if the command cannot be executed
   */
  static Process start(Pod pod, PodDirectory directory, List<String> entrypoint, ClusterData data)
      throws IOException, NotReadyException {
    Container container = pod.getSpec().getContainers().getFirst();
    PathMapping paths = new PodVolumes(pod, directory.volumes(), data).materialise(container);
    paths.add(messagePath(container), directory.terminationMessage());
    Files.deleteIfExists(directory.terminationMessage());
    Files.createFile(directory.terminationMessage());
    Map<String, String> variables = PodEnvironment.of(pod, container, data);
    ProcessBuilder builder =
        new ProcessBuilder(ContainerCommand.of(container, entrypoint, variables, paths))
            .directory(workingDirectory(container, paths, directory))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment(pod, directory, variables, paths));
    return builder.start();
  }

  private static Map<String, String> environment(
      Pod pod, PodDirectory directory, Map<String, String> variables, PathMapping paths) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", Objects.requireNonNullElse(System.getenv("PATH"), DEFAULT_PATH));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("LANG", "C.UTF-8");
    environment.put("HOME", directory.root().toString());
    environment.put("HOSTNAME", pod.getMetadata().getName());
    variables.forEach((name, value) -> environment.put(name, paths.rewrite(value)));
    // By this the processes of the pod are known, so it cannot be the pod's own choice.
    environment.put("TMPDIR", directory.temporary().toString());
    return environment;
  }

  private static File workingDirectory(
      Container container, PathMapping paths, PodDirectory directory) {
    String wanted = container.getWorkingDir();
    if (wanted == null || wanted.isEmpty()) {
      return directory.root().toFile();
    }
    Path rewritten = Path.of(paths.rewrite(wanted));
    return Files.isDirectory(rewritten) ? rewritten.toFile() : directory.root().toFile();
  }

  private static String messagePath(Container container) {
    return Objects.requireNonNullElse(
        container.getTerminationMessagePath(), "/dev/termination-log");
  }
}
