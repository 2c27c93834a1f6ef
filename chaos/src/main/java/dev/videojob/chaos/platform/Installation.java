package dev.videojob.chaos.platform;

import dev.videojob.chaos.storm.Link;
import dev.videojob.contract.ProgramVersion;
import dev.videojob.e2e.E2eMain;
import dev.videojob.e2e.cluster.images.ProgramImage;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.tools.Program;
import dev.videojob.e2e.cluster.tools.Programs;
import dev.videojob.images.ExternalCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The operator with two replicas as {@code helm install} brings it up, and SQS, S3 and FerretDB as
 * pods, in namespaces of their own. Operator and workers reach the three through Toxiproxy.
 */
public final class Installation {
  static final String RELEASE = "videojob-chaos";
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  /** The queue that is told of every object in the output bucket. */
  static final String OUTPUTS_QUEUE = "outputs";

  private static final Map<String, List<String>> MORE_ARGUMENTS =
      Map.of(
          "sqs",
          List.of("--queue", OUTPUTS_QUEUE),
          "s3",
          List.of(
              "--bucket",
              "videos-quiet",
              "--notify",
              "videos-out=http://sqs-direct:9324/000000000000/" + OUTPUTS_QUEUE,
              // What S3 tells is our load and our witness: it goes past Toxiproxy.
              "--sqs-endpoint",
              "http://sqs-direct:9324"));

  private final KubernetesClient client;
  private final Path kubeconfig;
  private final Programs programs;
  private final Progress progress;

  /** An installation on the cluster of {@code kubeconfig}. */
  public Installation(
      KubernetesClient client, Path kubeconfig, Programs programs, Progress progress) {
    this.client = client;
    this.kubeconfig = kubeconfig;
    this.programs = programs;
    this.progress = progress;
  }

  /**
   * Installs everything and waits until it is ready; what is there already is brought up to date.
   */
  public void install() throws IOException {
    refuseOtherOperators();
    Namespaces.ALL.forEach(this::makeNamespace);
    standIns().forEach(this::apply);
    for (var name : List.of("sqs", "s3", "ferretdb", "toxiproxy")) {
      awaitReady(Namespaces.STAND_INS, name);
    }
    progress.say("SQS, S3, FerretDB and Toxiproxy are ready");
    helm(
        "upgrade",
        "--install",
        RELEASE,
        Programs.projectRoot().resolve("helm/videojob-operator").toString(),
        "--values",
        valuesFile().toString(),
        // New pods, also where an earlier run had images of the same names.
        "--set",
        "podAnnotations.run=" + UUID.randomUUID(),
        // The CRDs may be there already, from tests or by kubectl.
        "--take-ownership",
        "--force-conflicts",
        "--wait",
        "--timeout",
        READY_WITHIN.toSeconds() + "s");
    parse(text("queue.yaml")).forEach(queue -> applyIn(Namespaces.MEDIA, queue));
    progress.say("the operator is ready");
  }

  /** Another operator would work on our VideoJobs. */
  private void refuseOtherOperators() {
    client
        .apps()
        .deployments()
        .inAnyNamespace()
        .withLabel("app.kubernetes.io/part-of", "videojob")
        .list()
        .getItems()
        .stream()
        .filter(deployment -> !deployment.getMetadata().getNamespace().equals(Namespaces.SYSTEM))
        .filter(deployment -> deployment.getSpec().getReplicas() > 0)
        .map(HasMetadata::getMetadata)
        .findFirst()
        .ifPresent(
            other -> {
              throw new IllegalStateException(
                  ("another operator runs in this cluster and would work on the same VideoJobs."
                          + " Stop it: kubectl -n %s scale deployment %s --replicas=0. Or begin"
                          + " with an empty cluster: ./videojob cluster down")
                      .formatted(other.getNamespace(), other.getName()));
            });
  }

  private void makeNamespace(String name) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
  }

  private List<HasMetadata> standIns() throws IOException {
    var kind = Files.readString(Programs.projectRoot().resolve("k8s/kind/stand-ins.yaml"));
    var ferretdb = text(E2eMain.class, "ferretdb.yaml");
    return Stream.of(kind, ferretdb)
        .flatMap(yaml -> parse(yaml).stream())
        .flatMap(Installation::behindToxiproxy)
        .collect(() -> parse(text("toxiproxy.yaml")), List::add, List::addAll);
  }

  private static Stream<HasMetadata> behindToxiproxy(HasMetadata object) {
    return switch (object) {
      case Deployment deployment -> Stream.of(withMoreArguments(deployment));
      case Service service -> Stream.of(direct(service), throughToxiproxy(service));
      default -> Stream.of(object);
    };
  }

  private static Deployment withMoreArguments(Deployment deployment) {
    var more = MORE_ARGUMENTS.getOrDefault(deployment.getMetadata().getName(), List.of());
    return new DeploymentBuilder(deployment)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .addAllToArgs(more)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Service direct(Service service) {
    var link = link(service);
    return new ServiceBuilder(service)
        .editMetadata()
        .withName(link.directService())
        .endMetadata()
        .build();
  }

  private static Service throughToxiproxy(Service service) {
    return new ServiceBuilder(service)
        .editSpec()
        .withSelector(Map.of("app", "toxiproxy"))
        .endSpec()
        .build();
  }

  private static Link link(Service service) {
    var name = service.getMetadata().getName();
    return Arrays.stream(Link.values())
        .filter(link -> link.service().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no link leads to the Service " + name));
  }

  private void apply(HasMetadata object) {
    applyIn(Namespaces.STAND_INS, object);
  }

  private void applyIn(String namespace, HasMetadata object) {
    client.resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  private void awaitReady(String namespace, String deployment) {
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(deployment)
        .waitUntilReady(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes everything away again; the CRDs stay. */
  public void uninstall() {
    helm("uninstall", RELEASE, "--ignore-not-found", "--wait", "--timeout", "60s");
    Namespaces.ALL.forEach(name -> client.namespaces().withName(name).delete());
    for (var name : Namespaces.ALL) {
      client
          .namespaces()
          .withName(name)
          .waitUntilCondition(Objects::isNull, READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
    progress.say("the namespaces of the runs are gone");
  }

  private void helm(String... arguments) {
    var command = new ArrayList<String>();
    command.add(programs.path(Program.HELM).toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--namespace", Namespaces.SYSTEM));
    ExternalCommand.of(command)
        .with("KUBECONFIG", kubeconfig.toString())
        .within(READY_WITHIN.plusSeconds(30))
        .output();
  }

  private Path valuesFile() throws IOException {
    var file = Files.createTempFile("videojob-chaos-values-", ".yaml");
    file.toFile().deleteOnExit();
    return Files.writeString(file, text("values.yaml"));
  }

  private String text(String name) {
    return text(Installation.class, name);
  }

  /** A file beside a class, its images and versions filled in. */
  private String text(Class<?> neighbour, String name) {
    try (var in = neighbour.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
          .replace("${images}", "videojob.dev")
          .replace("${version}", ProgramVersion.current().toLowerCase(Locale.ROOT))
          .replace("${ferretdb}", programs.version(Program.FERRETDB))
          .replace("${toxiproxy}", ProgramImage.of(programs, Program.TOXIPROXY).name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<HasMetadata> parse(String yaml) {
    var bytes = yaml.getBytes(StandardCharsets.UTF_8);
    return new ArrayList<>(client.load(new ByteArrayInputStream(bytes)).items());
  }
}
