package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts together what a container executes. */
final class ContainerCommand {
  private ContainerCommand() {}

  /**
   * The command and its arguments: a container's own command takes the place of the image's, its
   * arguments come after either, and both have variables and paths put in.
   */
  static List<String> of(
      Container container,
      List<String> entrypoint,
      Map<String, String> variables,
      PathMapping paths) {
    List<String> command = new ArrayList<>();
    if (container.getCommand().isEmpty()) {
      command.addAll(entrypoint);
    }
    List<String> own = new ArrayList<>(container.getCommand());
    own.addAll(container.getArgs());
    for (String word : own) {
      command.add(paths.rewrite(Variables.expand(word, variables)));
    }
    return command;
  }
}
