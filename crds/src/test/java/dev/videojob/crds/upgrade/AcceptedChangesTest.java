package dev.videojob.crds.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptedChangesTest {
  private static final BreakingChange RULE =
      new BreakingChange(
          "VideoJob",
          "v1alpha1",
          "spec",
          Breach.RULE_ADDED,
          "rule \"it's a: #1\" added: a != '\\n'");

  private static final AcceptedChanges NONE = new AcceptedChanges(List.of());

  @Test
  void aChangeThatIsNotAcceptedIsExplained() {
    assertThat(NONE.complaints(List.of(RULE)))
        .singleElement()
        .asString()
        .startsWith(RULE.toString())
        .contains(RULE.breach().harm(), RULE.breach().remedy());
  }

  @Test
  void theEntryThatAComplaintPrintsAcceptsTheChange() throws JsonProcessingException {
    String complaint = NONE.complaints(List.of(RULE)).getFirst();
    String entry = complaint.substring(complaint.indexOf("To accept it:\n") + 14);

    assertThat(AcceptedChanges.parse(entry.stripIndent()).complaints(List.of(RULE))).isEmpty();
  }

  @Test
  void anEntryWhoseChangeIsNotMadeIsStale() throws JsonProcessingException {
    AcceptedChanges accepted =
        AcceptedChanges.parse("- {change: 'VideoJob v1alpha1 spec.a: removed', reason: unused}");

    assertThat(accepted.complaints(List.of()))
        .containsExactly(
            "Accepted but not (any longer) made since the previous CRD, so remove it:"
                + " VideoJob v1alpha1 spec.a: removed");
  }

  @Test
  void anEntryWithoutAReasonIsRefused() {
    assertThatThrownBy(() -> AcceptedChanges.parse("- {change: 'spec.a: removed', reason: ' '}"))
        .hasMessageContaining("has a change and a reason: spec.a: removed");
  }

  @Test
  void aFileOfCommentsAcceptsNothing() throws JsonProcessingException {
    assertThat(AcceptedChanges.parse("# Why\n\n# and how.\n").entries()).isEmpty();
  }
}
