package dev.videojob.chaos.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.chaos.verdict.PodLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks at folders as the kernel and the kubelet have them; each reading of the clock is a tick.
 */
class LifeWitnessTest {
  private static final Duration TICK = Duration.ofMillis(1);

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private LifeWitness witness;

  @BeforeEach
  void aWitness() throws IOException {
    Files.createDirectory(folder.resolve("logs"));
    Files.createDirectory(folder.resolve("kubepods"));
    var containers = new NodeContainers(folder.resolve("logs"), folder.resolve("kubepods"));
    InstantSource ticking = () -> now = now.plus(TICK);
    witness = new LifeWitness(containers, "media", ticking.withZone(ZoneOffset.UTC));
  }

  @AfterEach
  void end() {
    witness.close();
  }

  private void starts(String pod) throws IOException {
    Files.createDirectories(folder.resolve("logs/media_" + pod + "_" + pod));
    Files.writeString(
        Files.createDirectories(folder.resolve("kubepods/pod" + pod + "/container"))
            .resolve("cgroup.procs"),
        ProcessHandle.current().pid() + "\n");
  }

  private void ends(String pod) throws IOException {
    Files.writeString(folder.resolve("kubepods/pod" + pod + "/container/cgroup.procs"), "");
  }

  private PodLife life(String pod) {
    return witness.lives().stream()
        .filter(life -> life.pod().equals(pod))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_pod_is_told_of_with_the_video_job_that_it_works_for() throws IOException {
    starts("my-film-2-abc-1-x7k2p");

    witness.look();

    assertThat(witness.lives()).extracting(PodLife::videoJob).containsExactly("my-film-2-abc");
  }

  @Test
  void pods_that_are_seen_in_the_same_looks_are_with_each_other() throws IOException {
    starts("film-1-aaaaa");
    starts("film-2-bbbbb");

    witness.look();
    witness.look();

    assertThat(life("film-1-aaaaa").isWith(life("film-2-bbbbb"))).isTrue();
  }

  @Test
  void a_pod_that_ends_before_another_begins_is_not_with_it() throws IOException {
    starts("film-1-aaaaa");
    witness.look();
    witness.look();
    ends("film-1-aaaaa");
    starts("film-2-bbbbb");

    witness.look();
    witness.look();

    assertThat(life("film-1-aaaaa").isWith(life("film-2-bbbbb"))).isFalse();
  }

  @Test
  void a_pod_that_is_seen_in_one_look_between_looks_at_another_is_with_it() throws IOException {
    starts("film-1-aaaaa");
    witness.look();
    starts("film-2-bbbbb");
    witness.look();
    ends("film-2-bbbbb");
    witness.look();

    assertThat(life("film-2-bbbbb").isWith(life("film-1-aaaaa"))).isTrue();
  }

  @Test
  void the_longest_time_without_a_look_is_told() {
    witness.look();
    now = now.plusSeconds(3);
    witness.look();
    witness.look();

    assertThat(witness.longestGap()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }

  @Test
  void what_was_forgotten_is_not_told() throws IOException {
    starts("film-1-aaaaa");
    witness.look();

    witness.forget();

    assertThat(witness.lives()).isEmpty();
    assertThat(witness.longestGap()).isLessThan(Duration.ofSeconds(1));
  }
}
