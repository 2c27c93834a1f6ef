package dev.videojob.e2e.cluster.pki;

import java.util.List;

/**
 * Who a certificate is about.
 *
 * @param file the name of its files, without an ending
 * @param commonName the user's name to Kubernetes
 * @param organizations the user's groups to Kubernetes
 * @param dnsNames the host names that a server with it may be called by
 * @param addresses the IP addresses that a server with it may be called by
 */
public record Identity(
    String file,
    String commonName,
    List<String> organizations,
    List<String> dnsNames,
    List<String> addresses) {
  public Identity {
    organizations = List.copyOf(organizations);
    dnsNames = List.copyOf(dnsNames);
    addresses = List.copyOf(addresses);
  }

  /** A client, which no server name is needed for. */
  public static Identity client(String file, String commonName, String... organizations) {
    return new Identity(file, commonName, List.of(organizations), List.of(), List.of());
  }

  /** A server that is reached by these names and addresses. */
  public static Identity server(
      String file, String commonName, List<String> dnsNames, List<String> addresses) {
    return new Identity(file, commonName, List.of(), dnsNames, addresses);
  }
}
