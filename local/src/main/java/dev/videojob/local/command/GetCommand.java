package dev.videojob.local.command;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code get}: lists resources of a running platform. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Lists resources of a running './videojob up', as 'kubectl get' does.")
public final class GetCommand implements Callable<Integer> {
  /** How objects are printed. */
  enum Format {
    table,
    wide,
    json,
    yaml
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "videojobs, videoqueues, transcodeprofiles, deadletterredrives, finishedworks"
              + " or vj, vq, tp, dlr, fw.")
  private String kind = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only this one.")
  private @Nullable String name;

  @Option(
      names = {"-o", "--output"},
      description = "One of: ${COMPLETION-CANDIDATES}. Default: table.")
  private Format format = Format.table;

  @Override
  public Integer call() {
    var command = Objects.requireNonNull(spec).commandLine();
    var wanted = Kind.required(command, kind);
    try (var client = RunningPlatform.client()) {
      print(wanted, objects(client, wanted), command.getOut());
    }
    return 0;
  }

  private List<? extends CustomResource<?, ?>> objects(KubernetesClient client, Kind wanted) {
    return name == null
        ? client.resources(wanted.type()).inNamespace(LocalStack.NAMESPACE).list().getItems()
        : List.of(wanted.get(client, name));
  }

  private void print(Kind wanted, List<? extends CustomResource<?, ?>> objects, PrintWriter out) {
    switch (format) {
      case table -> table(wanted, false, objects, out);
      case wide -> table(wanted, true, objects, out);
      case json ->
          out.println(Serialization.asJson(name == null ? listOf(objects) : objects.getFirst()));
      case yaml ->
          out.println(Serialization.asYaml(name == null ? listOf(objects) : objects.getFirst()));
    }
    out.flush();
  }

  private static void table(
      Kind wanted, boolean wide, List<? extends HasMetadata> objects, PrintWriter out) {
    if (objects.isEmpty()) {
      out.println("No resources found.");
      return;
    }
    new ResourceTable(wanted, wide, InstantSource.system()).lines(objects).forEach(out::println);
  }

  private static Object listOf(List<? extends HasMetadata> objects) {
    return new ObjectList("v1", "List", objects);
  }

  private record ObjectList(String apiVersion, String kind, List<? extends HasMetadata> items) {}
}
