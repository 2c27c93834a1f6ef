package dev.videojob.crds.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.videojob.crds.upgrade.PreviousCrds.History.Known;
import dev.videojob.crds.upgrade.PreviousCrds.History.Unknown;
import dev.videojob.crds.upgrade.PreviousCrds.PreviousCrd;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The CRDs of this commit can be applied where those before are, and nothing breaks unsaid. */
class CrdsUpgradeInPlaceTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void noChangeSinceThePreviousCrdsBreaksUnlessItIsAccepted() {
    switch (PreviousCrds.of(ROOT)) {
      case Unknown(String why) -> abort("Not checked against the previous CRDs. " + why);
      case Known(List<PreviousCrd> previous) ->
          assertThat(
                  AcceptedChanges.read(Path.of("accepted-breaking-changes.yaml"))
                      .complaints(
                          CrdUpgrade.breakingChanges(
                              previous.stream().map(PreviousCrd::crd).toList(),
                              PreviousCrds.present(ROOT))))
              .as("breaking changes (docs/adr/0017-what-breaks-a-crd.md)")
              .isEmpty();
    }
  }
}
