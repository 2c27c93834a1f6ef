package dev.videojob.local.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code describe}: one resource of a running platform, with its Events. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Shows one resource of a running './videojob up' with its Events.")
public final class DescribeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "KIND", description = "Such as videojob.")
  private String kind = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
  private String name = "";

  @Override
  public Integer call() {
    var command = Objects.requireNonNull(spec).commandLine();
    var wanted = Kind.required(command, kind);
    try (var client = RunningPlatform.client()) {
      describe(client, wanted.get(client, name), command.getOut());
    }
    return 0;
  }

  private static void describe(KubernetesClient client, HasMetadata object, PrintWriter out) {
    var meta = object.getMetadata();
    out.printf("Name:         %s%n", meta.getName());
    out.printf("Namespace:    %s%n", meta.getNamespace());
    out.printf("Labels:       %s%n", Objects.requireNonNullElse(meta.getLabels(), "<none>"));
    out.printf("API Version:  %s%n", object.getApiVersion());
    out.printf("Kind:         %s%n", object.getKind());
    out.printf("Created:      %s%n", meta.getCreationTimestamp());
    var tree = client.getKubernetesSerialization().convertValue(object, ObjectNode.class);
    for (var part : new String[] {"spec", "status"}) {
      if (tree.hasNonNull(part)) {
        out.println(Character.toUpperCase(part.charAt(0)) + part.substring(1) + ":");
        Serialization.asYaml(tree.get(part))
            .lines()
            .filter(line -> !"---".equals(line))
            .forEach(line -> out.println("  " + line));
      }
    }
    events(client, object, out);
    out.flush();
  }

  private static void events(KubernetesClient client, HasMetadata object, PrintWriter out) {
    var events =
        client.v1().events().inNamespace(object.getMetadata().getNamespace()).list().getItems();
    out.println("Events:");
    events.stream()
        .filter(event -> object.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
        .sorted(Comparator.comparing(Event::getLastTimestamp))
        .forEach(
            event ->
                out.printf(
                    "  %s  %-7s  %-16s  %s%n",
                    event.getLastTimestamp(),
                    event.getType(),
                    event.getReason(),
                    event.getMessage()));
  }
}
