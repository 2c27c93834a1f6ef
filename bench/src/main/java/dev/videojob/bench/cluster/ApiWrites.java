package dev.videojob.bench.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes that the API server has answered, counted by itself ({@code apiserver_request_total}),
 * whoever sent them and whatever the answer was.
 *
 * @param byKind such as {@code POST videojobs} or {@code PUT videojobs/status}
 */
record ApiWrites(Map<String, Long> byKind) {
  private static final Pattern COUNTER =
      Pattern.compile("(?m)^apiserver_request_total\\{([^}]*)} (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Set<String> VERBS =
      Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");

  static ApiWrites read(ApiConnection connection) {
    return parse(connection.get("/metrics"));
  }

  static ApiWrites parse(String metrics) {
    var counts = new TreeMap<String, Long>();
    COUNTER
        .matcher(metrics)
        .results()
        .forEach(
            counter -> {
              var labels =
                  LABEL
                      .matcher(counter.group(1))
                      .results()
                      .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
              if (VERBS.contains(labels.getOrDefault("verb", ""))) {
                counts.merge(kind(labels), (long) Double.parseDouble(counter.group(2)), Long::sum);
              }
            });
    return new ApiWrites(counts);
  }

  private static String kind(Map<String, String> labels) {
    var subresource = labels.getOrDefault("subresource", "");
    return labels.get("verb")
        + " "
        + labels.get("resource")
        + (subresource.isEmpty() ? "" : "/" + subresource);
  }

  /** What was added to {@code before}. */
  ApiWrites since(ApiWrites before) {
    var added = new TreeMap<>(byKind);
    before.byKind.forEach((kind, count) -> added.merge(kind, -count, Long::sum));
    added.values().removeIf(count -> count == 0);
    return new ApiWrites(added);
  }

  /**
   * What an operator sends for its jobs: everything on VideoJobs and their statuses, and the
   * creation of Jobs. Nobody else may write VideoJobs meanwhile.
   */
  ApiWrites ofJobs() {
    var ours = new TreeMap<>(byKind);
    ours.keySet()
        .removeIf(kind -> !kind.matches("\\w+ videojobs(/status)?") && !kind.equals("POST jobs"));
    return new ApiWrites(ours);
  }

  long total() {
    return byKind.values().stream().mapToLong(Long::longValue).sum();
  }

  long of(String kind) {
    return byKind.getOrDefault(kind, 0L);
  }
}
