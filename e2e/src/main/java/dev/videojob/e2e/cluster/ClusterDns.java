package dev.videojob.e2e.cluster;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** The cluster's DNS server as a pod asks it: at the address of its Service. */
final class ClusterDns {
  private static final String NAME = "kubernetes.default.svc.cluster.local";

  private ClusterDns() {}

  /** Whether it knows the API server's name, which needs CoreDNS and kube-proxy's rules. */
  // JNDI takes nothing but a Hashtable, and its DNS provider reads no objects.
  @SuppressWarnings({"JdkObsolete", "BanJNDI"})
  static boolean answers() {
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://" + ClusterAddresses.DNS_SERVICE);
    environment.put("com.sun.jndi.dns.timeout.initial", "500");
    environment.put("com.sun.jndi.dns.timeout.retries", "1");
    try {
      var context = new InitialDirContext(environment);
      try {
        return context.getAttributes(NAME, new String[] {"A"}).get("A") != null;
      } finally {
        context.close();
      }
    } catch (NamingException _) {
      return false;
    }
  }
}
