package dev.videojob.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kubectl prints and takes, of objects that no operator works on. */
@Tag("cluster")
@Order(2)
class KubectlTest {
  private static final RealCluster CLUSTER = RealCluster.fromEnvironment();
  private static final String NAMESPACE = "videojob-e2e-kubectl";
  private static final String JOB =
      """
      apiVersion: videojob.dev/v1alpha1
      kind: VideoJob
      metadata: {name: trailer}
      spec:
        queueRef: uploads
        suspend: true
        source: {uri: s3://videos-in/trailer.mp4}
      """;
  private static final String OTHERS =
      """
      ---
      apiVersion: videojob.dev/v1alpha1
      kind: VideoQueue
      metadata: {name: uploads}
      spec: {suspend: true, destination: {uri: "s3://videos-out/{stem}"}}
      ---
      apiVersion: videojob.dev/v1alpha1
      kind: TranscodeProfile
      metadata: {name: stills}
      spec: {poster: {}}
      ---
      apiVersion: videojob.dev/v1alpha1
      kind: DeadLetterRedrive
      metadata: {name: again}
      spec: {queueRef: uploads, dryRun: true}
      """;

  @BeforeAll
  static void aNamespaceAndTheCrds() {
    CLUSTER.applyCrds();
    CLUSTER.namespace(NAMESPACE);
  }

  @AfterEach
  void nothingStays() {
    kubectl("delete", "vj,vq,tp,dlr", "--all", "--timeout=60s").ok();
  }

  @Test
  void videojobs_are_listed_with_the_columns_of_the_design_in_its_order() {
    apply(JOB).ok();

    assertThat(columns("get", "videojobs"))
        .containsExactly("NAME", "QUEUE", "STATE", "PROGRESS", "ATTEMPT", "PROFILE", "AGE");
    assertThat(columns("get", "videojobs", "-o", "wide"))
        .containsExactly(
            "NAME",
            "QUEUE",
            "STATE",
            "PROGRESS",
            "ATTEMPT",
            "PROFILE",
            "AGE",
            "SOURCE",
            "JOB",
            "REASON",
            "DURATION");
  }

  @Test
  void every_kind_has_a_short_name_and_all_are_listed_together() {
    apply(JOB + OTHERS).ok();

    assertThat(kubectl("get", "vj,vq,tp,dlr").ok())
        .contains(
            "videojob.videojob.dev/trailer",
            "videoqueue.videojob.dev/uploads",
            "transcodeprofile.videojob.dev/stills",
            "deadletterredrive.videojob.dev/again");
    assertThat(kubectl("get", "video", "-o", "name").lines()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "videojob.spec",
        "videojob.status",
        "videoqueue.spec",
        "videoqueue.status",
        "transcodeprofile.spec",
        "transcodeprofile.status",
        "deadletterredrive.spec",
        "deadletterredrive.status"
      })
  void every_field_is_explained(String of) {
    var undocumented =
        paths(of)
            .filter(path -> explanation(path).length() < 8 || explanation(path).contains("<empty>"))
            .toList();

    assertThat(paths(of).toList()).hasSizeGreaterThan(1);
    assertThat(undocumented).isEmpty();
  }

  /** The fields under {@code of}, as {@code kubectl explain --recursive} indents them. */
  private static Stream<String> paths(String of) {
    var lines = kubectl("explain", of, "--recursive").lines();
    var fields = lines.subList(lines.indexOf("FIELDS:") + 1, lines.size());
    var parents = new ArrayList<String>();
    var paths = new ArrayList<String>();
    for (var line : fields) {
      if (line.isBlank() || !line.contains("\t")) {
        continue;
      }
      int depth = (line.length() - line.stripLeading().length()) / 2 - 1;
      parents.subList(depth, parents.size()).clear();
      parents.add(line.strip().split("\t", -1)[0]);
      paths.add(of + "." + String.join(".", parents));
    }
    return paths.stream();
  }

  private static String explanation(String path) {
    var text = kubectl("explain", path).ok();
    int from = text.indexOf("DESCRIPTION:") + "DESCRIPTION:".length();
    int to = text.indexOf("FIELDS:", from);
    return text.substring(from, to < 0 ? text.length() : to).strip();
  }

  @Test
  void what_was_applied_on_the_server_differs_from_nothing() {
    apply(JOB, "--server-side").ok();

    var same = CLUSTER.kubectl().runWith(JOB, "diff", "--server-side", "-n", NAMESPACE, "-f", "-");
    var other =
        CLUSTER
            .kubectl()
            .runWith(
                JOB.replace("suspend: true", "suspend: false"),
                "diff",
                "--server-side",
                "-n",
                NAMESPACE,
                "-f",
                "-");

    assertThat(same.output()).isEmpty();
    assertThat(same.exitCode()).isZero();
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.output()).contains("-  suspend: true", "+  suspend: false");
  }

  static Stream<List<String>> changes() {
    return Stream.of(
        List.of(
            "videojob", "trailer", "{\"spec\":{\"source\":{\"uri\":\"s3://videos-in/b.mp4\"}}}"),
        List.of("videojob", "trailer", "{\"spec\":{\"queueRef\":\"others\"}}"),
        List.of(
            "videojob",
            "trailer",
            "{\"spec\":{\"destination\":{\"uri\":\"s3://videos-out/elsewhere\"}}}"),
        List.of("deadletterredrive", "again", "{\"spec\":{\"maxPerSecond\":5}}"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void what_never_changes_cannot_be_patched(List<String> change) {
    apply(JOB + OTHERS).ok();

    var refusal =
        kubectl("patch", change.get(0), change.get(1), "--type=merge", "-p", change.get(2))
            .refusal();

    assertThat(refusal).contains("cannot change after creation; create another");
  }

  @Test
  void a_job_can_be_labelled_and_its_priority_changed() {
    apply(JOB).ok();

    kubectl("label", "vj", "trailer", "team=films").ok();
    kubectl("patch", "vj", "trailer", "--type=merge", "-p", "{\"spec\":{\"priority\":90}}").ok();

    assertThat(
            kubectl("get", "vj", "-l", "team=films", "-o", "jsonpath={.items[*].spec.priority}")
                .ok())
        .isEqualTo("90");
  }

  private static List<String> columns(String... command) {
    return Arrays.asList(kubectl(command).lines().getFirst().split("\\s+", -1));
  }

  private static Program.Result apply(String yaml, String... options) {
    var command = new ArrayList<>(List.of("apply", "-n", NAMESPACE, "-f", "-"));
    command.addAll(List.of(options));
    return CLUSTER.kubectl().runWith(yaml, command.toArray(String[]::new));
  }

  private static Program.Result kubectl(String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-n", NAMESPACE));
    return CLUSTER.kubectl().run(all.toArray(String[]::new));
  }
}
