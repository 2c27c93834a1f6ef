package dev.videojob.crds.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.crds.upgrade.Git.GitException;
import dev.videojob.crds.upgrade.PreviousCrds.History;
import dev.videojob.crds.upgrade.PreviousCrds.History.Known;
import dev.videojob.crds.upgrade.PreviousCrds.History.Unknown;
import dev.videojob.crds.upgrade.PreviousCrds.PreviousCrd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviousCrdsTest {
  private static final String JOBS = "crds/yaml/jobs.yaml";
  private static final String QUEUES = "crds/yaml/queues.yaml";

  @TempDir Path root;
  private Git git = new Git(Path.of("."));

  @BeforeEach
  void aRepository() throws GitException {
    git = new Git(root);
    git.text("init", "--quiet", "--initial-branch=main");
  }

  @Test
  void whileAFileIsEditedTheLastCommitHasThePreviousOne() throws Exception {
    commit(Map.of(JOBS, "a: 1\n"));
    write(JOBS, "a: 2\n");

    assertThat(previous()).containsExactly(Map.entry(JOBS, "a: 1\n"));
  }

  @Test
  void aCommittedFileHasItsPreviousOneInTheLastCommitThatDiffers() throws Exception {
    commit(Map.of(JOBS, "a: 1\n", QUEUES, "q: 1\n"));
    commit(Map.of(JOBS, "a: 2\n"));
    commit(Map.of(JOBS, "a: 3\n"));
    commit(Map.of(QUEUES, "q: 2\n"));
    commit(Map.of("README.md", "nothing of CRDs\n"));

    assertThat(previous()).containsOnly(Map.entry(JOBS, "a: 2\n"), Map.entry(QUEUES, "q: 1\n"));
  }

  @Test
  void thePreviousOneIsFoundBehindAMerge() throws Exception {
    commit(Map.of(JOBS, "a: 1\n"));
    git.text("checkout", "--quiet", "-b", "side");
    commit(Map.of(JOBS, "a: 2\n"));
    git.text("checkout", "--quiet", "main");
    commit(Map.of("README.md", "meanwhile\n"));
    asSomebody("merge", "--quiet", "--no-ff", "-m", "merge", "side");

    assertThat(previous()).containsExactly(Map.entry(JOBS, "a: 1\n"));
  }

  @Test
  void aNewFileHasNone() throws Exception {
    commit(Map.of(JOBS, "a: 1\n"));

    assertThat(previous()).isEmpty();
  }

  @Test
  void aFileThatTheLastChangeRemovedIsStillThePreviousOne() throws Exception {
    commit(Map.of(JOBS, "a: 1\n", QUEUES, "q: 1\n"));
    Files.delete(root.resolve(QUEUES));
    assertThat(previous()).containsExactly(Map.entry(QUEUES, "q: 1\n"));

    commit(Map.of());
    assertThat(previous()).containsExactly(Map.entry(QUEUES, "q: 1\n"));
  }

  @Test
  void theCommitIsOneThatHasTheContent() throws Exception {
    commit(Map.of(JOBS, "a: 1\n"));
    commit(Map.of(JOBS, "a: 2\n"));

    PreviousCrd jobs = known(PreviousCrds.of(root)).crds().getFirst();

    assertThat(git.text("show", jobs.commit() + ":" + JOBS)).isEqualTo("a: 1\n");
    assertThat(jobs.crd().get("a").asInt()).isEqualTo(1);
  }

  @Test
  void aShallowCloneDoesNotKnow(@TempDir Path clones) throws Exception {
    commit(Map.of(JOBS, "a: 1\n"));
    commit(Map.of(JOBS, "a: 2\n"));
    Path shallow = clones.resolve("shallow");
    git.text("clone", "--quiet", "--depth=1", root.toUri().toString(), shallow.toString());

    assertThat(PreviousCrds.of(shallow))
        .isInstanceOfSatisfying(
            Unknown.class, unknown -> assertThat(unknown.why()).contains("git fetch --unshallow"));
  }

  @Test
  void aFolderWithoutHistoryDoesNotKnow(@TempDir Path unpacked) throws Exception {
    Files.createDirectories(unpacked.resolve(JOBS).getParent());

    assertThat(PreviousCrds.of(unpacked))
        .isInstanceOfSatisfying(
            Unknown.class, unknown -> assertThat(unknown.why()).contains("not a git repository"));
  }

  private Map<String, String> previous() {
    return known(PreviousCrds.of(root)).crds().stream()
        .collect(Collectors.toMap(PreviousCrd::file, PreviousCrd::yaml));
  }

  private static Known known(History history) {
    return (Known) assertThat(history).isInstanceOf(Known.class).actual();
  }

  private void commit(Map<String, String> files) throws IOException, GitException {
    for (var file : files.entrySet()) {
      write(file.getKey(), file.getValue());
    }
    git.text("add", "--all");
    asSomebody("commit", "--quiet", "--message", "a change");
  }

  private void asSomebody(String... arguments) throws GitException {
    git.text("config", "user.name", "Somebody");
    git.text("config", "user.email", "somebody@example.com");
    git.text("config", "commit.gpgsign", "false");
    git.text(arguments);
  }

  private void write(String file, String content) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), content);
  }
}
