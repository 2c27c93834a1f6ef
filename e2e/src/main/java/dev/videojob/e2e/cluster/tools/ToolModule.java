package dev.videojob.e2e.cluster.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One folder of {@code e2e/tools}: a {@code go.mod} whose {@code tool} lines say what to build, and
 * beside it, where a program needs them:
 *
 * <ul>
 *   <li>{@code ldflags}: more flags for the linker; {@code $VERSION} stands for the version;
 *   <li>{@code added/}: files that the module lacks and is built with.
 * </ul>
 *
 * @param folder where it is
 * @param packages the Go packages of its programs; only {@code .} where the source is our own
 * @param module the Go module that the programs come from
 * @param version its version; {@code own} for our own
 */
public record ToolModule(Path folder, List<String> packages, String module, String version) {
  private static final String OWN = "own";
  private static final Pattern TOOL =
      Pattern.compile("(?m)^(?:tool\\s+|\\t)((?!\\()\\S+/\\S+)\\s*$");
  private static final Pattern REQUIRED =
      Pattern.compile("(?m)^(?:require\\s+|\\t)(\\S+)\\s+(v\\S+)(?:\\s+//.*)?$");

  public ToolModule {
    packages = List.copyOf(packages);
  }

  /** Reads a folder. */
  public static ToolModule read(Path folder) {
    var goMod = text(folder.resolve("go.mod"));
    var tools = TOOL.matcher(goMod).results().map(found -> found.group(1)).toList();
    if (tools.isEmpty()) {
      return new ToolModule(folder, List.of("."), "", OWN);
    }
    var module = required(goMod, tools.getFirst());
    return new ToolModule(folder, tools, module.group(1), module.group(2));
  }

  private static MatchResult required(String goMod, String goPackage) {
    return REQUIRED
        .matcher(goMod)
        .results()
        .filter(module -> (goPackage + "/").startsWith(module.group(1) + "/"))
        .max(Comparator.comparingInt(module -> module.group(1).length()))
        .orElseThrow(
            () -> new IllegalStateException("go.mod requires no module that has " + goPackage));
  }

  /** Its name, as in {@code kubernetes}. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** What its programs are cached under: another text for whatever would make other programs. */
  public String key() {
    return name() + "-" + version + "-" + hash();
  }

  /** The flags for the linker: no debug information, and what the folder adds. */
  public String linkerFlags() {
    return "-s -w"
        + optionalText("ldflags")
            .map(flags -> " " + flags.strip().replace("$VERSION", version))
            .orElse("");
  }

  /** The folder of the files that the module lacks, if there is one. */
  public Optional<Path> added() {
    return Optional.of(folder.resolve("added")).filter(Files::isDirectory);
  }

  private Optional<String> optionalText(String file) {
    var path = folder.resolve(file);
    return Files.exists(path) ? Optional.of(text(path)) : Optional.empty();
  }

  /** Whether its source is in this project. */
  public boolean isOwn() {
    return version.equals(OWN);
  }

  /** A digest of everything in the folder. */
  public String hash() {
    try (var files = Files.walk(folder)) {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update((folder.relativize(file) + "\0").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
