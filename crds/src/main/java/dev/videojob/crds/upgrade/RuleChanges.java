package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Compares the CEL rules of one place. A rule is what it evaluates; its words, and the field that a
 * refusal names, may change freely.
 */
final class RuleChanges {
  private RuleChanges() {}

  static List<BreakingChange> between(Site site, JsonNode old, JsonNode now) {
    List<Rule> before = rules(old);
    return rules(now).stream()
        .filter(rule -> before.stream().noneMatch(rule::refusesWhatDid))
        .map(rule -> site.broken(Breach.RULE_ADDED, rule.change(before)))
        .toList();
  }

  private static List<Rule> rules(JsonNode schema) {
    return StreamSupport.stream(schema.path("x-kubernetes-validations").spliterator(), false)
        .map(
            rule ->
                new Rule(
                    rule.get("rule").asText(),
                    rule.path("message").asText(),
                    rule.path("optionalOldSelf").asBoolean()))
        .toList();
  }

  private record Rule(String expression, String message, boolean optionalOldSelf) {

    boolean refusesWhatDid(Rule other) {
      return expression.equals(other.expression) && optionalOldSelf == other.optionalOldSelf;
    }

    String change(List<Rule> before) {
      boolean known =
          before.stream()
              .anyMatch(
                  other ->
                      other.expression.equals(expression)
                          || (!message.isEmpty() && other.message.equals(message)));
      String words = message.isEmpty() ? "" : " \"" + message + "\"";
      return "rule"
          + words
          + (known ? " changed to: " : " added: ")
          + expression
          + (optionalOldSelf ? " (optionalOldSelf)" : "");
    }
  }
}
