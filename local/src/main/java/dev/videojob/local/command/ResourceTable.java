package dev.videojob.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.videojob.local.command.Kind.Column;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Objects as {@code kubectl get} prints them, by the printer columns of their CRD. */
final class ResourceTable {
  private static final String GAP = "   ";
  private static final String NOTHING = "";
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  /** As kubectl's JSONPath: what is not there is nothing, not an error. */
  private static final Configuration LENIENT =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS, Option.ALWAYS_RETURN_LIST)
          .build();

  private final List<Column> columns;
  private final InstantSource clock;

  private final int leastWidth;

  ResourceTable(Kind kind, boolean wide, InstantSource clock) {
    this(kind, wide, clock, 1);
  }

  /**
   * A table whose columns stay where they are while values change.
   *
   * @param leastWidth of every column but the last, in characters
   */
  ResourceTable(Kind kind, boolean wide, InstantSource clock, int leastWidth) {
    this.columns = kind.columns().stream().filter(column -> wide || !column.wide()).toList();
    this.clock = clock;
    this.leastWidth = leastWidth;
  }

  /** The header and a line an object, aligned. */
  List<String> lines(Collection<? extends HasMetadata> objects) {
    var rows = new ArrayList<List<String>>();
    rows.add(header());
    objects.stream().map(this::row).forEach(rows::add);
    return aligned(rows);
  }

  private List<String> header() {
    return Stream.concat(
            Stream.of("NAME"), columns.stream().map(c -> c.name().toUpperCase(Locale.ROOT)))
        .toList();
  }

  private List<String> row(HasMetadata object) {
    JsonNode json = SERIALIZATION.convertValue(object, JsonNode.class);
    return Stream.concat(
            Stream.of(object.getMetadata().getName()),
            columns.stream().map(column -> cell(json, column)))
        .toList();
  }

  private String cell(JsonNode object, Column column) {
    JsonNode found = JsonPath.using(LENIENT).parse(object).read("$" + column.path());
    if (found == null || found.isEmpty() || found.get(0).isNull()) {
      return NOTHING;
    }
    var value = found.get(0).asText();
    return "date".equals(column.type()) ? age(Instant.parse(value)) : value;
  }

  private String age(Instant since) {
    var age = Duration.between(since, clock.instant());
    if (age.toMinutes() < 2) {
      return Math.max(0, age.toSeconds()) + "s";
    }
    if (age.toHours() < 3) {
      return age.toMinutes() + "m";
    }
    return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
  }

  private List<String> aligned(List<List<String>> rows) {
    var widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(
            column ->
                String.format(
                    Locale.ROOT,
                    "%-" + Math.max(leastWidth, widths[column]) + "s",
                    row.get(column)))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }
}
