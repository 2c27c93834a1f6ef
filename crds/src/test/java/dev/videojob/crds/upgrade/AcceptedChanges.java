package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The breaking changes that are made on purpose, each with its reason. */
record AcceptedChanges(List<Accepted> entries) {

  /**
   * One of them.
   *
   * @param change a {@link BreakingChange} in its line
   * @param reason why nobody is hurt, or why it is worth it
   */
  record Accepted(String change, String reason) {
    Accepted {
      if (change == null || change.isBlank() || reason == null || reason.isBlank()) {
        throw new IllegalArgumentException(
            "An accepted breaking change has a change and a reason: " + change);
      }
    }
  }

  static AcceptedChanges read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AcceptedChanges parse(String yaml) throws JsonProcessingException {
    return new AcceptedChanges(
        yaml.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))
            ? List.of()
            : new YAMLMapper().readValue(yaml, new TypeReference<List<Accepted>>() {}));
  }

  /** What is wrong, in sentences; empty when exactly the accepted changes have been made. */
  List<String> complaints(List<BreakingChange> made) {
    List<String> complaints = new ArrayList<>();
    Set<String> accepted =
        entries.stream().map(Accepted::change).collect(Collectors.toCollection(HashSet::new));
    for (BreakingChange change : made) {
      if (!accepted.contains(change.toString())) {
        complaints.add(
            change + "\n  " + change.explanation() + "\n  To accept it:\n" + entry(change));
      }
    }
    Set<String> lines = made.stream().map(BreakingChange::toString).collect(Collectors.toSet());
    for (Accepted entry : entries) {
      if (!lines.contains(entry.change())) {
        complaints.add(
            "Accepted but not (any longer) made since the previous CRD, so remove it: "
                + entry.change());
      }
    }
    return complaints;
  }

  private static String entry(BreakingChange change) {
    try {
      return new YAMLMapper()
          .writeValueAsString(List.of(new Accepted(change.toString(), "why nobody is hurt")))
          .lines()
          .filter(line -> !line.startsWith("---"))
          .map(line -> "    " + line)
          .collect(Collectors.joining("\n"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
