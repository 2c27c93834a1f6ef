package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.crds.upgrade.Git.GitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The CRDs as they were committed before the present ones, from the history of the repository. The
 * previous CRD of a file is the newest committed one that differs from the file as it is now: the
 * one of the last commit while the file is edited, the one before it afterwards.
 */
public final class PreviousCrds {
  private static final String FOLDER = "crds/yaml";

  private final Path root;
  private final Git git;

  private PreviousCrds(Path root) {
    this.root = root;
    this.git = new Git(root);
  }

  /** What the history tells. */
  public sealed interface History {

    /** The previous CRDs; a kind that is new has none. */
    record Known(List<PreviousCrd> crds) implements History {}

    /**
     * Nobody can say what was before.
     *
     * @param why in a sentence, with the remedy
     */
    record Unknown(String why) implements History {}
  }

  /**
   * A CRD as it was.
   *
   * @param file its path from the root of the repository; the file may be gone by now
   * @param commit the full hash of a commit that has this content
   */
  public record PreviousCrd(String file, String commit, String yaml) {

    /** The CRD. */
    public JsonNode crd() {
      return parse(yaml);
    }
  }

  /** Reads the history of the repository whose root is {@code root}. */
  public static History of(Path root) {
    try {
      return new History.Known(new PreviousCrds(root).find());
    } catch (GitException e) {
      return new History.Unknown(e.getMessage());
    }
  }

  /** The CRDs as they are now in {@code root}, committed or not, in the order of their names. */
  public static List<JsonNode> present(Path root) {
    return presentFiles(root).stream().map(file -> parse(read(root.resolve(file)))).toList();
  }

  private List<PreviousCrd> find() throws GitException {
    List<PreviousCrd> found = new ArrayList<>();
    TreeSet<String> files = new TreeSet<>(presentFiles(root));
    files.addAll(filesBefore());
    for (String file : files) {
      previous(file).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /** The last commit's files, and those that it removed itself. */
  private List<String> filesBefore() throws GitException {
    List<String> files = new ArrayList<>(filesOf("HEAD"));
    List<String> last = git.lines("log", "-1", "--format=%H", "--", FOLDER);
    if (!last.isEmpty()) {
      for (String parent : git.lines("rev-parse", last.getFirst() + "^@")) {
        files.addAll(filesOf(parent));
      }
    }
    return files;
  }

  private List<String> filesOf(String commit) throws GitException {
    return git.lines("ls-tree", "--name-only", commit, FOLDER + "/");
  }

  private Optional<PreviousCrd> previous(String file) throws GitException {
    Path path = root.resolve(file);
    Optional<String> present = Files.exists(path) ? Optional.of(read(path)) : Optional.empty();
    for (String commit : git.lines("log", "--format=%H", "--", file)) {
      boolean there = !git.lines("ls-tree", "--name-only", commit, file).isEmpty();
      if (there) {
        String yaml = git.text("show", commit + ":" + file);
        if (!Optional.of(yaml).equals(present)) {
          return Optional.of(new PreviousCrd(file, commit, yaml));
        }
      }
    }
    if (git.text("rev-parse", "--is-shallow-repository").strip().equals("true")) {
      throw new GitException(
          "The clone is shallow and has no earlier " + file + ": run git fetch --unshallow.");
    }
    return Optional.empty();
  }

  private static List<String> presentFiles(Path root) {
    try (Stream<Path> files = Files.list(root.resolve(FOLDER))) {
      return files.map(file -> FOLDER + "/" + file.getFileName()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String yaml) {
    try {
      return new YAMLMapper().readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
