package dev.videojob.e2e.cluster.teardown;

import dev.videojob.e2e.cluster.machine.Machine;
import dev.videojob.images.ExternalCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The chains of iptables that a cluster makes, for IPv4 and IPv6. */
public final class Firewall {
  private static final List<String> FAMILIES = List.of("iptables", "ip6tables");

  private final Path foreignChains;

  /**
   * The machine's firewall.
   *
   * @param foreignChains the file with the names of chains that are not this cluster's
   */
  public Firewall(Path foreignChains) {
    this.foreignChains = foreignChains;
  }

  /** Notes which chains are there before the cluster: {@code down} leaves those alone. */
  public void noteForeignChains() throws IOException {
    Files.write(foreignChains, chains(Set.of()));
  }

  void removeChains() {
    var foreign = foreign();
    families()
        .forEach(
            family -> {
              var removal = rules(family).removal(foreign);
              if (!removal.isEmpty()) {
                ExternalCommand.of(family + "-restore", "--noflush", "--wait")
                    .reading(removal)
                    .output();
              }
            });
  }

  /** The cluster's chains that are there now. */
  List<String> chainsOfTheCluster() {
    return chains(foreign());
  }

  private static List<String> chains(Set<String> foreign) {
    return families()
        .flatMap(family -> rules(family).chainsOfTheCluster(foreign).stream())
        .distinct()
        .toList();
  }

  private static FirewallRules rules(String family) {
    return FirewallRules.parse(ExternalCommand.of(family + "-save").output());
  }

  private static Stream<String> families() {
    return FAMILIES.stream().filter(family -> Machine.program(family + "-save").isPresent());
  }

  private Set<String> foreign() {
    try {
      return Files.exists(foreignChains) ? Set.copyOf(Files.readAllLines(foreignChains)) : Set.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
