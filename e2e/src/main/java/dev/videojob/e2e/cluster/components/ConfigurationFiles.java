package dev.videojob.e2e.cluster.components;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration files of the components that take one. */
public final class ConfigurationFiles {
  private final ClusterDirectory directory;
  private final ClusterAddresses addresses;

  /** The files of one cluster. */
  public ConfigurationFiles(ClusterDirectory directory, ClusterAddresses addresses) {
    this.directory = directory;
    this.addresses = addresses;
  }

  /**
   * Writes them all.
   *
   * @param pauseImage the image of the process that holds a pod's namespaces
   */
  public void write(String pauseImage) throws IOException {
    var config = directory.config();
    var network = Files.createDirectories(config.resolve("cni"));
    Files.writeString(config.resolve("containerd.toml"), containerd(pauseImage));
    Files.writeString(network.resolve("10-pods.conflist"), podNetwork());
    Files.writeString(config.resolve("kubelet.yaml"), kubelet());
    Files.writeString(config.resolve("Corefile"), coreDns(Path.of("/etc/resolv.conf")));
    Files.writeString(config.resolve("dns.yaml"), dnsObjects());
  }

  /**
   * containerd with nothing outside the cluster's folder but its shims' sockets.
   *
   * <p>{@code restrict_oom_score_adj}: a root without CAP_SYS_RESOURCE may not lower the score, and
   * runc would then fail with "can't get final child's PID from pipe: EOF".
   */
  String containerd(String pauseImage) {
    return """
        version = 2
        root = "%1$s"
        state = "%2$s"
        disabled_plugins = [
          "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs",
          "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.zfs"]
        [grpc]
          address = "%3$s"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "%4$s"
          restrict_oom_score_adj = true
          netns_mounts_under_state_dir = true
          max_concurrent_downloads = 3
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "%5$s"
            conf_dir = "%6$s"
          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
            runtime_type = "io.containerd.runc.v2"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
              Root = "%7$s"
        """
        .formatted(
            directory.images(),
            directory.run().resolve("containerd"),
            directory.containerdSocket(),
            pauseImage,
            Machine.CNI_PLUGINS,
            directory.config().resolve("cni"),
            directory.run().resolve("runc"));
  }

  /**
   * A pair of interfaces for each pod and a route to it. There is no bridge: answers between two
   * pods would bypass the machine's own address translation where the kernel's br_netfilter is
   * missing.
   */
  String podNetwork() {
    return """
        {
          "cniVersion": "0.4.0",
          "name": "%s",
          "plugins": [
            {
              "type": "ptp",
              "ipMasq": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "%s",
                "ranges": [[{"subnet": "%s"}]],
                "routes": [{"dst": "0.0.0.0/0"}]
              }
            },
            {"type": "portmap", "capabilities": {"portMappings": true}}
          ]
        }
        """
        .formatted(
            ClusterAddresses.POD_NETWORK, directory.podAddresses(), ClusterAddresses.POD_RANGE);
  }

  /**
   * The kubelet: no limits on events and requests that tests would run into, and eviction only when
   * the machine is really full, since others use its disk too.
   */
  String kubelet() {
    return """
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous: {enabled: false}
          webhook: {enabled: true}
          x509: {clientCAFile: "%1$s"}
        authorization: {mode: Webhook}
        tlsCertFile: "%2$s"
        tlsPrivateKeyFile: "%3$s"
        containerRuntimeEndpoint: "unix://%4$s"
        volumePluginDir: "%5$s"
        podLogsDir: "%6$s"
        cgroupDriver: cgroupfs
        failCgroupV1: false
        failSwapOn: false
        clusterDNS: ["%7$s"]
        clusterDomain: cluster.local
        resolvConf: "%8$s"
        evictionHard: {memory.available: 100Mi, nodefs.available: 1%%, imagefs.available: 1%%}
        imageGCHighThresholdPercent: 100
        serializeImagePulls: false
        eventRecordQPS: 0
        kubeAPIQPS: 200
        kubeAPIBurst: 400
        maxPods: 250
        """
        .formatted(
            directory.certificate("ca"),
            directory.certificate("kubelet"),
            directory.key("kubelet"),
            directory.containerdSocket(),
            directory.kubelet().resolve("volume-plugins"),
            directory.podLogs(),
            ClusterAddresses.DNS_SERVICE,
            resolvConf());
  }

  /** systemd-resolved's stub listens on the loopback, which is another one in a pod. */
  private static Path resolvConf() {
    var behindTheStub = Path.of("/run/systemd/resolve/resolv.conf");
    return Files.exists(behindTheStub) ? behindTheStub : Path.of("/etc/resolv.conf");
  }

  /** Names of the cluster from the API server, all others from whom the machine asks. */
  String coreDns(Path resolvConf) throws IOException {
    return """
        .:%1$d {
          errors
          ready 127.0.0.1:%2$d
          kubernetes cluster.local in-addr.arpa {
            kubeconfig %3$s
            fallthrough in-addr.arpa
            ttl 5
          }
        %4$s}
        """
        .formatted(
            ClusterAddresses.DNS_PORT,
            ClusterAddresses.DNS_HEALTH_PORT,
            directory.kubeconfig("coredns"),
            namesServers(resolvConf) ? "  forward . %s\n".formatted(resolvConf) : "");
  }

  private static boolean namesServers(Path resolvConf) throws IOException {
    return Files.exists(resolvConf)
        && Files.readAllLines(resolvConf).stream().anyMatch(line -> line.startsWith("nameserver"));
  }

  /** CoreDNS runs on the machine; its Service of fixed address leads there. */
  String dnsObjects() {
    return """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: "system:coredns"}
        rules:
          - {apiGroups: [""], resources: [services, pods, namespaces], verbs: [list, watch]}
          - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: "system:coredns"}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:coredns"}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:coredns"}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: kube-dns, namespace: kube-system}
        spec:
          clusterIP: %1$s
          ports:
            - {name: dns, port: 53, protocol: UDP, targetPort: %2$d}
            - {name: dns-tcp, port: 53, protocol: TCP, targetPort: %2$d}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: kube-dns-machine
          namespace: kube-system
          labels: {kubernetes.io/service-name: kube-dns}
        addressType: IPv4
        ports:
          - {name: dns, port: %2$d, protocol: UDP}
          - {name: dns-tcp, port: %2$d, protocol: TCP}
        endpoints: [{addresses: ["%3$s"], conditions: {ready: true}}]
        """
        .formatted(ClusterAddresses.DNS_SERVICE, ClusterAddresses.DNS_PORT, addresses.node());
  }
}
