package dev.videojob.local;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Prints how long the platform takes to start and the API server to answer; run by hand. */
final class PlatformSpeed {
  private static final int OBJECTS = 1000;

  private PlatformSpeed() {}

  public static void main(String[] arguments) {
    for (int i = 0; i < 3; i++) {
      measureOnce();
    }
  }

  private static void measureOnce() {
    long begin = System.nanoTime();
    LocalPlatformConfig config =
        LocalPlatformConfig.builder()
            .parentDirectory(Path.of(System.getProperty("java.io.tmpdir")))
            .image("shell", List.of("/bin/sh", "-c"))
            .build();
    try (LocalPlatform platform = LocalPlatform.start(config);
        KubernetesClient client = platform.newKubernetesClient()) {
      System.out.printf("start %d ms%n", millis(begin));
      measure(client);
    }
  }

  private static void measure(KubernetesClient client) {
    var jobs =
        client.genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("videojob.dev")
                .withVersion("v1alpha1")
                .withKind("VideoJob")
                .withPlural("videojobs")
                .withNamespaced(true)
                .build());
    timed("create", OBJECTS, i -> jobs.resource(object("job-" + i)).create());
    timed("get", OBJECTS, i -> jobs.withName("job-" + i).get());
    PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
    timed(
        "patch status",
        OBJECTS,
        i ->
            jobs.withName("job-" + i)
                .subresource("status")
                .patch(merge, "{\"status\":{\"state\":\"Running\",\"n\":" + i + "}}"));
    timed("list of 1000", 20, i -> jobs.list());
    timed("list by label", 200, i -> jobs.withLabel("n", "job-" + i).list());
  }

  private static GenericKubernetesResource object(String name) {
    GenericKubernetesResource object =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("videojob.dev/v1alpha1")
            .withKind("VideoJob")
            .withNewMetadata()
            .withName(name)
            .withLabels(Map.of("n", name))
            .endMetadata()
            .build();
    object.setAdditionalProperty("spec", Map.of("text", "x".repeat(3000)));
    return object;
  }

  private static void timed(String what, int times, IntConsumer call) {
    long[] micros = new long[times];
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      call.accept(i);
      micros[i] = Duration.ofNanos(System.nanoTime() - begin).toNanos() / 1000;
    }
    Arrays.sort(micros);
    System.out.printf(
        "%-14s p50 %6d us  p99 %6d us%n", what, micros[times / 2], micros[times * 99 / 100]);
  }

  private static long millis(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }
}
