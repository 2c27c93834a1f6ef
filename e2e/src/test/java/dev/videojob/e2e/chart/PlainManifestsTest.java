package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.Api;
import dev.videojob.crds.admission.Admission;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder k8s/. */
@Tag("chart")
class PlainManifestsTest {
  private static final Path FOLDER = Repository.ROOT.resolve("k8s");

  @Test
  void they_are_what_the_chart_makes(@TempDir Path fresh) throws IOException {
    Helm.alone(Repository.ROOT.resolve("helm/generate")).run(fresh.toString()).ok();

    assertThat(names(FOLDER)).isEqualTo(names(fresh)).hasSize(3);
    for (var name : names(fresh)) {
      assertThat(FOLDER.resolve(name))
          .as("the chart or the CRDs have changed; run: helm/generate")
          .hasSameTextualContentAs(fresh.resolve(name));
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return new TreeSet<>(
          files
              .map(file -> file.getFileName().toString())
              .filter(n -> n.endsWith(".yaml"))
              .toList());
    }
  }

  @Test
  void nothing_in_them_belongs_to_helm() {
    var plain = Rendered.of(Repository.read(FOLDER.resolve("videojob-operator.yaml")));

    assertThat(plain.objects())
        .filteredOn(object -> !(object instanceof Namespace))
        .isNotEmpty()
        .allSatisfy(
            object -> {
              assertThat(Rendered.hook(object)).isEmpty();
              assertThat(object.getMetadata().getLabels())
                  .doesNotContainKey("helm.sh/chart")
                  .doesNotContainValue("Helm");
            });
    assertThat(plain.settings()).isEqualTo(Rendered.byDefault().settings());
  }

  @Test
  void they_bring_the_namespaces_that_they_are_for() {
    var plain = Rendered.of(Repository.read(FOLDER.resolve("videojob-operator-namespaced.yaml")));
    var made =
        plain.all(Namespace.class).stream().map(namespace -> namespace.getMetadata().getName());

    assertThat(made.toList())
        .containsAll(
            plain.objects().stream()
                .map(HasMetadata::getMetadata)
                .filter(meta -> meta.getNamespace() != null)
                .map(meta -> meta.getNamespace())
                .toList());
  }

  static Stream<Path> samples() throws IOException {
    try (var files = Files.list(FOLDER.resolve("samples"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void samples_are_what_the_api_server_takes(Path sample) {
    var objects = Repository.documents(Repository.read(sample));

    assertThat(objects)
        .isNotEmpty()
        .allSatisfy(
            object -> {
              assertThat(object.path("apiVersion").asText())
                  .isEqualTo(Api.GROUP + "/" + Api.VERSION);
              assertThat(new Admission().admit(object, null))
                  .isInstanceOfSatisfying(
                      Admission.Admitted.class,
                      admitted -> assertThat(admitted.unknownFields()).isEmpty());
            });
  }

  @Test
  void the_stand_ins_for_kind_are_of_the_charts_version() {
    assertThat(Repository.read(FOLDER.resolve("kind/stand-ins.yaml")))
        .contains(Rendered.byDefault().container().getImage().replace("/operator:", "/stand-ins:"));
  }

  @Test
  void the_stand_ins_for_kind_begin_where_the_images_entrypoint_ends() {
    assertThat(Repository.read(FOLDER.resolve("kind/stand-ins.yaml")))
        .doesNotContain("- stand-in\n");
  }

  @Test
  void there_is_a_sample_of_every_kind() throws IOException {
    assertThat(
            samples()
                .map(Repository::read)
                .flatMap(yaml -> Repository.documents(yaml).stream())
                .map(object -> object.path("kind").asText()))
        .contains("VideoJob", "VideoQueue", "TranscodeProfile", "DeadLetterRedrive");
  }
}
