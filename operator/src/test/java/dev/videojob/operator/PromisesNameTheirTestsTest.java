package dev.videojob.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of promises names tests of all modules; one that is renamed takes its name along. */
class PromisesNameTheirTestsTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");

  private final String page;

  PromisesNameTheirTestsTest() throws IOException {
    page = Files.readString(PROJECT.resolve("docs/guarantees.md"));
  }

  @Test
  void every_promise_names_a_test() {
    var promises =
        page.lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| Promise "))
            .toList();

    assertThat(promises)
        .hasSizeGreaterThan(20)
        .allSatisfy(line -> assertThat(line).containsPattern(NAMED));
  }

  @Test
  void every_test_that_is_named_is_there() throws IOException {
    for (var named : NAMED.matcher(page).results().toList()) {
      assertThat(filesOf(named.group(1)))
          .as(named.group())
          .anySatisfy(file -> assertThat(file).content().contains("void " + named.group(2) + "("));
    }
  }

  private static List<Path> filesOf(String test) throws IOException {
    try (var files =
        Files.find(
            PROJECT,
            Integer.MAX_VALUE,
            (file, _) ->
                file.endsWith(test + ".java") && file.toString().contains("/src/test/java/"))) {
      return files.toList();
    }
  }
}
