package dev.videojob.operator.api;

import java.util.List;

/** What probes ask. */
public interface Health {
  /** What is broken for good in this process, so that only a restart helps; empty when nothing. */
  List<String> deadly();

  /** What is not ready yet; empty when all is. */
  List<String> unready();
}
