package dev.videojob.e2e.cluster.components;

import java.util.List;

/**
 * One long-lived process of the cluster.
 *
 * @param name what its log and its line in {@code status} are called
 * @param command the program and its arguments
 * @param health how to see that it is ready
 */
public record Component(String name, List<String> command, Health health) {
  public Component {
    command = List.copyOf(command);
  }
}
