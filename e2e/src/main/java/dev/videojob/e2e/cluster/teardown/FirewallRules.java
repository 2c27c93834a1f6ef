package dev.videojob.e2e.cluster.teardown;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code iptables-save} says, and how to take Kubernetes' part out of it.
 *
 * @param tables in the order in which they were listed
 */
record FirewallRules(List<Table> tables) {
  private static final Pattern CHAIN = Pattern.compile("^:(\\S+) ");
  private static final Pattern OF_THE_CLUSTER = Pattern.compile("(KUBE|CNI)-.+");

  /**
   * One table.
   *
   * @param name as in {@code nat}
   * @param chains their names
   * @param rules as {@code iptables-save} prints them, {@code -A CHAIN …}
   */
  record Table(String name, List<String> chains, List<String> rules) {}

  static FirewallRules parse(String saved) {
    var tables = new ArrayList<Table>();
    for (var line : saved.lines().toList()) {
      if (line.startsWith("*")) {
        tables.add(new Table(line.substring(1), new ArrayList<>(), new ArrayList<>()));
      } else if (line.startsWith("-A ")) {
        tables.getLast().rules().add(line);
      } else {
        var chain = CHAIN.matcher(line);
        if (chain.find()) {
          tables.getLast().chains().add(chain.group(1));
        }
      }
    }
    return new FirewallRules(tables);
  }

  /** Chains of the kind that kube-proxy, the kubelet and the pod network make. */
  List<String> chainsOfTheCluster(Set<String> foreign) {
    return tables.stream().flatMap(table -> ours(table, foreign)).distinct().toList();
  }

  /**
   * What {@code iptables-restore --noflush} has to read so that those chains, and the rules that
   * lead into them, are gone and all else stays; empty when there are none.
   *
   * @param foreign chains that were there before the cluster
   */
  String removal(Set<String> foreign) {
    var text = new StringBuilder();
    for (var table : tables) {
      var ours = ours(table, foreign).toList();
      if (!ours.isEmpty()) {
        text.append('*').append(table.name()).append('\n');
        // A chain that is declared is emptied.
        ours.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
        table.rules().stream()
            .filter(rule -> leadsIn(rule, ours))
            .forEach(rule -> text.append("-D").append(rule.substring(2)).append('\n'));
        ours.forEach(chain -> text.append("-X ").append(chain).append('\n'));
        text.append("COMMIT\n");
      }
    }
    return text.toString();
  }

  private static Stream<String> ours(Table table, Set<String> foreign) {
    return table.chains().stream()
        .filter(chain -> OF_THE_CLUSTER.matcher(chain).matches() && !foreign.contains(chain));
  }

  private static boolean leadsIn(String rule, List<String> ours) {
    return !ours.contains(rule.split(" ", 3)[1]) && ours.contains(target(rule));
  }

  /** A comment may hold anything, so the target is the word after the last {@code -j}. */
  private static String target(String rule) {
    var words = List.of(rule.split(" ", -1));
    var jump = Math.max(words.lastIndexOf("-j"), words.lastIndexOf("-g"));
    return jump >= 0 && jump + 1 < words.size() ? words.get(jump + 1) : "";
  }
}
