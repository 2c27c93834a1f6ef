package dev.videojob.e2e.cluster.components;

import static dev.videojob.e2e.cluster.ClusterAddresses.NODE_NAME;
import static dev.videojob.e2e.cluster.ClusterAddresses.POD_RANGE;
import static dev.videojob.e2e.cluster.ClusterAddresses.SERVICE_RANGE;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.tools.Program;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which components there are and what each is started with. */
public final class Components {
  private final ClusterDirectory directory;
  private final ClusterAddresses addresses;
  private final Function<Program, Path> programs;

  /**
   * The components of one cluster.
   *
   * @param programs where each program is
   */
  public Components(
      ClusterDirectory directory, ClusterAddresses addresses, Function<Program, Path> programs) {
    this.directory = directory;
    this.addresses = addresses;
    this.programs = programs;
  }

  /** What needs nothing else: the store and the container runtime. */
  public List<Component> foundation() {
    return List.of(etcd(), containerd());
  }

  /** What all others talk to. */
  public List<Component> api() {
    return List.of(apiServer());
  }

  /** What needs the API server only. */
  public List<Component> others() {
    return List.of(controllerManager(), scheduler(), kubelet(), dns());
  }

  /**
   * What needs the node in the API: kube-proxy waits for its address 30 s at the most and then goes
   * on with none.
   */
  public List<Component> ofTheNode() {
    return List.of(proxy());
  }

  /** All of them in the order in which they start. */
  public List<Component> all() {
    return Stream.of(foundation(), api(), others(), ofTheNode()).flatMap(List::stream).toList();
  }

  private Component etcd() {
    var client = "http://127.0.0.1:" + ClusterAddresses.ETCD_PORT;
    return component(
        Program.ETCD,
        endpoint(client + "/health"),
        "--data-dir=" + directory.etcd(),
        // Tests outlive no power cut.
        "--unsafe-no-fsync",
        "--quota-backend-bytes=8589934592",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=http://127.0.0.1:" + ClusterAddresses.ETCD_PEER_PORT);
  }

  private Component containerd() {
    return new Component(
        "containerd",
        List.of("containerd", "--config", config("containerd.toml")),
        new Health.Call(ctr(directory, "version")));
  }

  /** The command that talks to the cluster's containerd about what Kubernetes has there. */
  public static List<String> ctr(ClusterDirectory directory, String... arguments) {
    return Stream.concat(
            Stream.of("ctr", "--address", directory.containerdSocket().toString(), "-n", "k8s.io"),
            Stream.of(arguments))
        .toList();
  }

  private Component apiServer() {
    return component(
        Program.KUBE_APISERVER,
        endpoint(ClusterAddresses.API_SERVER + "/readyz"),
        "--etcd-servers=http://127.0.0.1:" + ClusterAddresses.ETCD_PORT,
        "--secure-port=" + ClusterAddresses.API_PORT,
        "--advertise-address=" + addresses.node(),
        "--service-cluster-ip-range=" + SERVICE_RANGE,
        "--client-ca-file=" + directory.certificate("ca"),
        "--tls-cert-file=" + directory.certificate("kube-apiserver"),
        "--tls-private-key-file=" + directory.key("kube-apiserver"),
        "--service-account-key-file=" + directory.pki().resolve("service-accounts.pub"),
        "--service-account-signing-key-file=" + directory.key("service-accounts"),
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        "--requestheader-client-ca-file=" + directory.certificate("ca"),
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--proxy-client-cert-file=" + directory.certificate("front-proxy-client"),
        "--proxy-client-key-file=" + directory.key("front-proxy-client"),
        "--kubelet-certificate-authority=" + directory.certificate("ca"),
        "--kubelet-client-certificate=" + directory.certificate("kubelet-client"),
        "--kubelet-client-key=" + directory.key("kubelet-client"),
        "--kubelet-preferred-address-types=InternalIP");
  }

  private Component controllerManager() {
    return component(
        Program.KUBE_CONTROLLER_MANAGER,
        loopback(ClusterAddresses.CONTROLLER_MANAGER_PORT, "/healthz"),
        Stream.of(
            servedOnLoopback("kube-controller-manager"),
            Stream.of(
                "--use-service-account-credentials",
                "--service-account-private-key-file=" + directory.key("service-accounts"),
                "--root-ca-file=" + directory.certificate("ca"),
                "--cluster-cidr=" + POD_RANGE,
                "--allocate-node-cidrs=false",
                "--flex-volume-plugin-dir=" + directory.kubelet().resolve("volume-plugins"))));
  }

  private Component scheduler() {
    return component(
        Program.KUBE_SCHEDULER,
        loopback(ClusterAddresses.SCHEDULER_PORT, "/healthz"),
        Stream.of(servedOnLoopback("kube-scheduler")));
  }

  /**
   * A lone replica needs no lease; who may read metrics is asked of the API server; requests are
   * not held back, which by default costs seconds at the start.
   */
  private Stream<String> servedOnLoopback(String name) {
    var kubeconfig = directory.kubeconfig(name);
    return Stream.of(
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--bind-address=127.0.0.1",
        "--tls-cert-file=" + directory.certificate("loopback"),
        "--tls-private-key-file=" + directory.key("loopback"),
        "--leader-elect=false",
        "--kube-api-qps=500",
        "--kube-api-burst=1000");
  }

  private Component kubelet() {
    return component(
        Program.KUBELET,
        plain(ClusterAddresses.KUBELET_HEALTH_PORT, "/healthz"),
        "--config=" + config("kubelet.yaml"),
        "--kubeconfig=" + directory.kubeconfig("kubelet"),
        "--hostname-override=" + NODE_NAME,
        "--node-ip=" + addresses.node(),
        "--root-dir=" + directory.kubelet());
  }

  private Component proxy() {
    return component(
        Program.KUBE_PROXY,
        plain(ClusterAddresses.PROXY_HEALTH_PORT, "/healthz"),
        "--kubeconfig=" + directory.kubeconfig("kube-proxy"),
        "--hostname-override=" + NODE_NAME,
        "--proxy-mode=iptables",
        "--cluster-cidr=" + POD_RANGE,
        "--healthz-bind-address=127.0.0.1:" + ClusterAddresses.PROXY_HEALTH_PORT,
        "--metrics-bind-address=127.0.0.1:" + ClusterAddresses.PROXY_METRICS_PORT,
        // The machine's own limit of connections stays as it is.
        "--conntrack-max-per-core=0");
  }

  private Component dns() {
    return component(
        Program.COREDNS,
        plain(ClusterAddresses.DNS_HEALTH_PORT, "/ready"),
        "-conf",
        config("Corefile"));
  }

  private String config(String file) {
    return directory.config().resolve(file).toString();
  }

  private Component component(Program program, Health health, String... arguments) {
    return component(program, health, Stream.of(Stream.of(arguments)));
  }

  private Component component(Program program, Health health, Stream<Stream<String>> arguments) {
    var command =
        Stream.concat(
            Stream.of(programs.apply(program).toString()), arguments.flatMap(part -> part));
    return new Component(program.fileName(), command.toList(), health);
  }

  private static Health loopback(int port, String path) {
    return endpoint("https://127.0.0.1:" + port + path);
  }

  private static Health plain(int port, String path) {
    return endpoint("http://127.0.0.1:" + port + path);
  }

  private static Health endpoint(String uri) {
    return new Health.Endpoint(URI.create(uri));
  }
}
