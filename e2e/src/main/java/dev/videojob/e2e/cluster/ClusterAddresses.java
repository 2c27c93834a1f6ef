package dev.videojob.e2e.cluster;

import java.net.URI;
import java.util.List;

/**
 * Names, addresses and ports of the cluster. All but the node's address are fixed: a machine runs
 * one cluster at a time.
 *
 * @param node the machine's IPv4 address, by which pods reach it
 */
public record ClusterAddresses(String node) {
  /** The only node. */
  public static final String NODE_NAME = "videojob-node";

  /** What CNI calls the pods' network. */
  public static final String POD_NETWORK = "videojob-pods";

  /** Where pods get their addresses from. */
  public static final String POD_RANGE = "10.244.0.0/16";

  /** Where Services get their addresses from. */
  public static final String SERVICE_RANGE = "10.96.0.0/16";

  /** The Service of the API server: always the first address of the range. */
  public static final String API_SERVICE = "10.96.0.1";

  /** The Service of the DNS server. */
  public static final String DNS_SERVICE = "10.96.0.10";

  public static final int API_PORT = 6443;
  public static final int ETCD_PORT = 2379;
  public static final int ETCD_PEER_PORT = 2380;
  public static final int KUBELET_PORT = 10250;
  public static final int KUBELET_HEALTH_PORT = 10248;
  public static final int PROXY_METRICS_PORT = 10249;
  public static final int PROXY_HEALTH_PORT = 10256;
  public static final int CONTROLLER_MANAGER_PORT = 10257;
  public static final int SCHEDULER_PORT = 10259;

  /** Not 53: the machine may have a DNS server of its own. */
  public static final int DNS_PORT = 10053;

  public static final int DNS_HEALTH_PORT = 10054;

  /** The API server as this machine calls it. */
  public static final URI API_SERVER = URI.create("https://127.0.0.1:" + API_PORT);

  /** All ports that must be free on the machine. */
  public static final List<Integer> PORTS =
      List.of(
          API_PORT,
          ETCD_PORT,
          ETCD_PEER_PORT,
          KUBELET_PORT,
          KUBELET_HEALTH_PORT,
          PROXY_METRICS_PORT,
          PROXY_HEALTH_PORT,
          CONTROLLER_MANAGER_PORT,
          SCHEDULER_PORT,
          DNS_PORT,
          DNS_HEALTH_PORT);
}
