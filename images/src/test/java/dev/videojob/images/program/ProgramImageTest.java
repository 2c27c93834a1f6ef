package dev.videojob.images.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.images.Base;
import dev.videojob.images.BuildInfo;
import dev.videojob.images.ImageTar;
import dev.videojob.images.OpenedTar;
import dev.videojob.images.Platform;
import dev.videojob.images.sbom.Bill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramImageTest {
  private static final String NAME = "videojob.dev/operator:1.0";
  private static final BuildInfo INFO =
      new BuildInfo("1.0", Instant.parse("2026-01-01T00:00:00Z"), "abc", "8.0");

  @TempDir private Path folder;

  @Test
  void layers_go_from_what_changes_least_to_what_changes_most() {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();
    OpenedTar image = OpenedTar.of(image(checkout, "work", cache()).file());

    assertThat(image.layer(0)).containsKey("opt/java/bin/java");
    assertThat(image.layer(1)).containsKeys("app/lib/apple-3.0.jar", "app/lib/zebra-2.0.jar");
    assertThat(image.layer(2))
        .containsKeys("app/lib/videojob-operator-1.0.jar", "app/jvm.flags", "app/sbom.cdx.json");
    assertThat(image.layer(3)).containsKey("app/operator.aot");
    assertThat(image.layers()).hasSize(4);
  }

  @Test
  void only_the_layer_of_the_cache_is_other_than_in_an_image_without_it() {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();
    ImageTar with = image(checkout, "one", cache());
    ImageTar without = image(checkout, "two", null);

    assertThat(with.layers().subList(0, 3)).isEqualTo(without.layers());
    assertThat(OpenedTar.of(with.file()).layer(3).get("app/java.args"))
        .contains("-XX:AOTCache=/app/operator.aot");
    assertThat(OpenedTar.of(without.file()).layer(2).get("app/java.args"))
        .doesNotContain("AOTCache");
  }

  @Test
  void the_class_path_names_each_jar_in_a_fixed_order() {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();

    assertThat(OpenedTar.of(image(checkout, "work", null).file()).layer(2).get("app/java.args"))
        .endsWith(
            """
            -cp
            /app/lib/apple-3.0.jar:/app/lib/videojob-operator-1.0.jar:/app/lib/zebra-2.0.jar
            dev.videojob.operator.OperatorMain
            """);
  }

  @Test
  void two_builds_from_nothing_give_the_same_digest() {
    ImageTar one = image(SmallCheckout.in(folder.resolve("a")).build(), "one", null);
    ImageTar two = image(SmallCheckout.in(folder.resolve("b")).build(), "two", null);

    assertThat(two.digest()).isEqualTo(one.digest());
  }

  @Test
  void a_jar_that_changes_and_keeps_its_length_changes_its_layer_only() {
    Path root = folder.resolve("checkout");
    ImageTar one = image(SmallCheckout.in(root).build(), "work", null);
    ImageTar two =
        image(
            SmallCheckout.in(root).jar("videojob-operator-1.0.jar", "THE OPERATOR").build(),
            "work",
            null);

    assertThat(two.layers().subList(0, 2)).isEqualTo(one.layers().subList(0, 2));
    assertThat(two.layers().get(2)).isNotEqualTo(one.layers().get(2));
  }

  @Test
  void the_image_says_what_it_is() {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();
    var config = OpenedTar.of(image(checkout, "work", null).file()).config().path("config");

    assertThat(config.path("User").asText()).isEqualTo("10001:10001");
    assertThat(config.at("/Labels/org.opencontainers.image.version").asText()).isEqualTo("1.0");
    assertThat(config.at("/Labels/org.opencontainers.image.revision").asText()).isEqualTo("abc");
    assertThat(config.path("Entrypoint").toString())
        .isEqualTo("[\"/opt/java/bin/java\",\"-XX:Flags=/app/jvm.flags\",\"@/app/java.args\"]");
  }

  @Test
  void the_bill_is_valid_cyclonedx_and_names_every_jar_and_the_runtime() throws Exception {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();
    Path bill = bill(checkout, files(checkout, "work"), "work");

    assertThat(new JsonParser().validate(bill.toFile(), Version.VERSION_16)).isEmpty();
    Bom bom = new JsonParser().parse(bill.toFile());
    assertThat(bom.getComponents())
        .extracting(Component::getPurl)
        .contains(
            "pkg:maven/org.example/apple@3.0?type=jar",
            "pkg:maven/org.example/zebra@2.0?type=jar",
            "pkg:maven/dev.videojob/videojob-operator@1.0",
            "pkg:generic/openjdk@25.0.1");
    assertThat(bom.getComponents())
        .filteredOn(component -> "apple".equals(component.getName()))
        .allSatisfy(apple -> assertThat(apple.getHashes()).hasSize(1));
    assertThat(bom.getMetadata().getComponent().getName()).isEqualTo("videojob.dev/operator");
  }

  @Test
  void a_jar_that_no_bill_knows_is_refused() throws IOException {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();
    Files.writeString(
        checkout.root().resolve("operator/target/lib/unknown-1.jar"), "came from nowhere");

    assertThatThrownBy(() -> image(checkout, "work", null))
        .hasMessageContaining("unknown-1.jar is not in the bill");
  }

  @Test
  void flags_say_why() throws IOException {
    SmallCheckout checkout = SmallCheckout.in(folder.resolve("checkout")).build();
    List<String> flags =
        Files.readAllLines(files(checkout, "work").root().resolve("app/jvm.flags"));

    assertThat(flags).contains("+UseSerialGC", "-UsePerfData", "+ExitOnOutOfMemoryError");
    assertThat(flags.getFirst()).startsWith("# ");
  }

  private ImageTar image(SmallCheckout checkout, String work, @Nullable Path cache) {
    ProgramFiles files = files(checkout, work);
    Path bill = bill(checkout, files, work);
    return new ProgramImage(files, new Base.Scratch(), checkout.javaHome(), cache, bill)
        .builder(NAME, INFO, folder.resolve(work))
        .writeTo(folder.resolve(work).resolve("operator.tar"));
  }

  private ProgramFiles files(SmallCheckout checkout, String work) {
    return ProgramFiles.layOut(
        Program.OPERATOR, Platform.LINUX_AMD64, checkout.root(), folder.resolve(work));
  }

  private Path bill(SmallCheckout checkout, ProgramFiles files, String work) {
    return Bill.write(
        NAME,
        files,
        checkout.javaHome(),
        new Base.Scratch(),
        INFO,
        checkout.root(),
        folder.resolve(work));
  }

  private Path cache() {
    try {
      return Files.writeString(folder.resolve("operator.aot"), "a cache");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
