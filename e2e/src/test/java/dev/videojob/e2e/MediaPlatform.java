package dev.videojob.e2e;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.e2e.cluster.tools.Programs;
import dev.videojob.local.journey.UserClients;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The operator as {@code helm install} brings it up, with SQS, S3 and FerretDB as pods beside it,
 * and a user. It is installed before the first test class that needs it and stays for the others.
 */
final class MediaPlatform implements BeforeAllCallback {
  static final String SYSTEM = "videojob-system";
  static final String MEDIA = "media";
  static final String STAND_INS = "videojob-e2e-stand-ins";
  static final String RELEASE = "videojob";
  static final String OPERATOR = "videojob-operator";
  private static final String FERRETDB_VERSION = "v1.24.2";
  private static final String ACCOUNT = "http://sqs." + STAND_INS + ":9324/000000000000/";

  private @Nullable Installed installed;

  @Override
  public void beforeAll(ExtensionContext context) {
    installed =
        context
            .getRoot()
            .getStore(Namespace.create(MediaPlatform.class))
            .computeIfAbsent(Installed.class, _ -> Installed.install(), Installed.class);
  }

  UserClients user() {
    return Objects.requireNonNull(installed, "is not installed yet").user;
  }

  RealCluster cluster() {
    return RealCluster.fromEnvironment();
  }

  /** kubectl in the namespace of the VideoJobs. */
  Program.Result kubectl(String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-n", MEDIA));
    return cluster().kubectl().run(all.toArray(String[]::new));
  }

  /** The pod that leads, by the Lease. */
  Pod leader() {
    return UserClients.patiently().until(this::holder, Objects::nonNull);
  }

  private @Nullable Pod holder() {
    var holder = leaseHolder();
    return operatorPods().stream()
        .filter(pod -> holder.contains(pod.getMetadata().getName()))
        .findFirst()
        .orElse(null);
  }

  /** Who the Lease says leads; empty when nobody does. */
  String leaseHolder() {
    Lease lease = cluster().client().leases().inNamespace(SYSTEM).withName(OPERATOR).get();
    var holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  List<Pod> operatorPods() {
    return cluster()
        .client()
        .pods()
        .inNamespace(SYSTEM)
        .withLabel("app.kubernetes.io/instance", RELEASE)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Installs or upgrades the operator with {@code settings} over the tests' values. */
  static void helmUpgrade(String... settings) {
    var cluster = RealCluster.fromEnvironment();
    var command =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--install",
                RELEASE,
                Programs.projectRoot().resolve("helm/videojob-operator").toString(),
                "--namespace",
                SYSTEM,
                "--values",
                valuesFile().toString(),
                // The CRDs may be there already, from other tests or by kubectl.
                "--take-ownership",
                "--force-conflicts",
                "--wait",
                "--timeout",
                "180s"));
    for (var setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    cluster.helm().run(command.toArray(String[]::new)).ok();
  }

  private static Path valuesFile() {
    try {
      var file = Files.createTempFile("videojob-values-", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text("values.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file beside this class, its image names and versions filled in. */
  static String text(String name) {
    try (InputStream in = MediaPlatform.class.getResourceAsStream(name)) {
      return filledIn(
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String filledIn(String text) {
    return text.replace("${images}", setting("VIDEOJOB_E2E_IMAGES", "videojob.dev"))
        .replace("${version}", setting("VIDEOJOB_E2E_VERSION", "0.1.0-snapshot"))
        .replace("${ferretdb}", FERRETDB_VERSION);
  }

  /** The SQS and the S3 that people without AWS are given, from the images of these tests. */
  private static String standIns() {
    try {
      return filledIn(
          Files.readString(Programs.projectRoot().resolve("k8s/kind/stand-ins.yaml"))
              .replaceAll("image: .*/stand-ins:.*", "image: \\${images}/stand-ins:\\${version}"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String setting(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null ? otherwise : value;
  }

  static VideoJob refreshed(UserClients user, VideoJob job) {
    return Objects.requireNonNull(user.job(job.getMetadata().getName()));
  }

  private static final class Installed implements AutoCloseable {
    private final List<PortForward> forwards = new ArrayList<>();
    private final UserClients user;

    private Installed(RealCluster cluster) {
      var sqs = forward(cluster, "sqs", 9324);
      var s3 = forward(cluster, "s3", 9000);
      var mongo = forward(cluster, "ferretdb", 27017);
      var environment = new HashMap<String, String>();
      environment.put("AWS_ENDPOINT_URL_SQS", "http://" + sqs.address());
      environment.put("AWS_ENDPOINT_URL_S3", "http://" + s3.address());
      environment.put("MONGODB_URI", "mongodb://" + mongo.address());
      environment.putAll(
          Map.of(
              "AWS_REGION", "us-east-1",
              "AWS_ACCESS_KEY_ID", "local",
              "AWS_SECRET_ACCESS_KEY", "local-secret",
              "MONGODB_DATABASE", "videojob",
              "VIDEOJOB_QUEUE_URL", ACCOUNT + "uploads",
              "VIDEOJOB_DLQ_URL", ACCOUNT + "uploads-dead",
              "VIDEOJOB_PROCESSED_QUEUE_URL", ACCOUNT + "uploads-processed",
              "VIDEOJOB_INPUT_BUCKET", "videos-in",
              "VIDEOJOB_OUTPUT_BUCKET", "videos-out"));
      this.user = new UserClients(environment, cluster.newClient(), MEDIA);
    }

    private PortForward forward(RealCluster cluster, String service, int port) {
      var forward = PortForward.of(cluster, STAND_INS, service, port);
      forwards.add(forward);
      return forward;
    }

    static Installed install() {
      var cluster = RealCluster.fromEnvironment();
      cluster.namespace(STAND_INS);
      cluster.namespace(SYSTEM);
      cluster.namespace(MEDIA);
      apply(cluster, STAND_INS, standIns());
      apply(cluster, STAND_INS, text("ferretdb.yaml"));
      for (var name : List.of("sqs", "s3", "ferretdb")) {
        cluster
            .kubectl()
            .run("rollout", "status", "deployment/" + name, "-n", STAND_INS, "--timeout=120s")
            .ok();
      }
      // New pods, also where an earlier run had images of the same names.
      helmUpgrade("podAnnotations.run=" + UUID.randomUUID());
      cluster.kubectl().run("delete", "vj,vq,tp", "--all", "-n", MEDIA, "--timeout=120s").ok();
      apply(cluster, MEDIA, text("uploads.yaml"));
      cluster
          .kubectl()
          .run("wait", "vq/uploads", "-n", MEDIA, "--for=condition=Ready", "--timeout=60s")
          .ok();
      return new Installed(cluster);
    }

    private static void apply(RealCluster cluster, String namespace, String yaml) {
      cluster.kubectl().runWith(yaml, "apply", "--server-side", "-n", namespace, "-f", "-").ok();
    }

    @Override
    public void close() {
      user.close();
      forwards.forEach(PortForward::close);
    }
  }
}
