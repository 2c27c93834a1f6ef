package dev.videojob.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service accounts may do, as the API server itself tells, to the last verb. */
@Tag("cluster")
class RightsTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  /** What every authenticated account may do: ask about itself and about the API. */
  private static final String COMMON = "rights-of-everybody.txt";

  @ParameterizedTest
  @CsvSource({
    "videojob-system, videojob-operator, media, rights-of-the-operator.txt",
    "videojob-system, videojob-operator, videojob-system, rights-of-the-operator-at-home.txt",
    "media, videojob-worker, media, rights-of-everybody.txt",
    "media, default, media, rights-of-everybody.txt"
  })
  void accounts_may_do_what_is_written_here_and_nothing_else(
      String home, String account, String namespace, String golden) {
    var listed =
        PLATFORM
            .cluster()
            .kubectl()
            .run(
                "auth",
                "can-i",
                "--list",
                "--no-headers",
                "--as=system:serviceaccount:" + home + ":" + account,
                "--as-group=system:serviceaccounts",
                "--as-group=system:serviceaccounts:" + home,
                "--as-group=system:authenticated",
                "-n",
                namespace)
            .lines();

    assertThat(normalised(listed)).isEqualTo(golden(golden));
  }

  private static String golden(String name) {
    var lines = MediaPlatform.text(name).lines();
    var common =
        COMMON.equals(name) ? List.<String>of().stream() : MediaPlatform.text(COMMON).lines();
    return normalised(Stream.concat(lines, common).toList());
  }

  /** One right a line, whatever the order and the columns' widths. */
  private static String normalised(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().replaceAll("\\s{2,}", "  "))
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .flatMap(RightsTest::verbs)
        .sorted()
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> verbs(String line) {
    int open = line.lastIndexOf('[');
    var subject = line.substring(0, open).strip();
    return Arrays.stream(line.substring(open + 1, line.lastIndexOf(']')).split(" ", -1))
        .map(verb -> verb + "  " + subject);
  }
}
