package dev.videojob.local.kubelet;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' own expansion of {@code $(NAME)}, with {@code $$} for a dollar sign. */
final class Variables {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]+)\\)");

  private Variables() {}

  /** The text with known variables put in; unknown ones stay as they are written. */
  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match, variables)));
  }

  private static String value(MatchResult match, Map<String, String> variables) {
    String name = match.group(1);
    return name == null ? "$" : variables.getOrDefault(name, match.group());
  }
}
