package dev.videojob.e2e.cluster.components;

import java.net.URI;
import java.util.List;

/** How a component says that it can do its work. */
public sealed interface Health {

  /**
   * It answers 200 there.
   *
   * @param endpoint on this machine
   */
  record Endpoint(URI endpoint) implements Health {}

  /**
   * A program that calls it succeeds.
   *
   * @param command the program and its arguments
   */
  record Call(List<String> command) implements Health {
    public Call {
      command = List.copyOf(command);
    }
  }
}
