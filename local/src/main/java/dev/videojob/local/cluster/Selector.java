package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Label and field selectors, as predicates over an object's tree. */
final class Selector {
  /** Commas separate requirements, except inside the parentheses of {@code in (a,b)}. */
  private static final Pattern SEPARATOR = Pattern.compile(",(?![^(]*\\))");

  private static final Pattern SET =
      Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)\\s*");

  private Selector() {}

  static Predicate<JsonNode> labels(@Nullable String selector) {
    return all(selector, Selector::labelRequirement);
  }

  /** Any field can be selected by its path, more than the real server allows. */
  static Predicate<JsonNode> fields(@Nullable String selector) {
    return all(selector, Selector::fieldRequirement);
  }

  private static Predicate<JsonNode> all(
      @Nullable String selector, Function<String, Predicate<JsonNode>> parse) {
    if (selector == null || selector.isBlank()) {
      return object -> true;
    }
    List<Predicate<JsonNode>> requirements = new ArrayList<>();
    for (String term : SEPARATOR.split(selector, -1)) {
      requirements.add(parse.apply(term));
    }
    return object -> requirements.stream().allMatch(requirement -> requirement.test(object));
  }

  private static Predicate<JsonNode> labelRequirement(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      Set<String> values = Set.of(set.group(3).trim().split("\\s*,\\s*", -1));
      boolean wanted = "in".equals(set.group(2));
      String key = set.group(1);
      return object -> {
        String value = label(object, key);
        return value == null ? !wanted : values.contains(value) == wanted;
      };
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      return equality(equality, object -> label(object, equality.group(1)));
    }
    String key = term.trim();
    return key.startsWith("!")
        ? object -> label(object, key.substring(1)) == null
        : object -> label(object, key) != null;
  }

  private static Predicate<JsonNode> fieldRequirement(String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (!equality.matches()) {
      throw ApiError.badRequest("invalid field selector: " + term);
    }
    String pointer = "/" + equality.group(1).replace('.', '/');
    return equality(equality, object -> object.at(pointer).asText(""));
  }

  private static Predicate<JsonNode> equality(Matcher term, Reader reader) {
    boolean wanted = !"!=".equals(term.group(2));
    String value = term.group(3);
    return object -> value.equals(reader.read(object)) == wanted;
  }

  private static @Nullable String label(JsonNode object, String key) {
    JsonNode value = object.path("metadata").path("labels").path(key);
    return value.isTextual() ? value.textValue() : null;
  }

  private interface Reader {
    @Nullable String read(JsonNode object);
  }
}
