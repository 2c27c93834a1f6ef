package dev.videojob.operator.calls;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where http tasks may go beside public addresses.
 *
 * @param ranges of addresses
 * @param hosts names; one that starts with a dot stands for all below it
 */
public record AllowedHosts(List<NetworkRange> ranges, List<String> hosts) {
  public static final AllowedHosts NONE = new AllowedHosts(List.of(), List.of());

  private static final Pattern NAME = Pattern.compile("\\.?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");

  public AllowedHosts {
    ranges = List.copyOf(ranges);
    hosts = List.copyOf(hosts);
  }

  /**
   * What is listed: ranges such as {@code 10.0.0.0/8}, hosts such as {@code render.video.svc}, and
   * all hosts below a name, such as {@code .svc.cluster.local}.
   *
   * @throws IllegalArgumentException when an entry is none of these; says which
   */
  public static AllowedHosts parse(List<String> entries) {
    var ranges = new ArrayList<NetworkRange>();
    var hosts = new ArrayList<String>();
    for (var entry : entries) {
      var name = entry.toLowerCase(Locale.ROOT);
      if (NetworkRange.written(name)) {
        ranges.add(NetworkRange.parse(name));
      } else if (NAME.matcher(name).matches()) {
        hosts.add(name);
      } else {
        throw new IllegalArgumentException(
            entry
                + " is neither a range of addresses, such as 10.0.0.0/8, nor a host, such as"
                + " render.video.svc or .svc.cluster.local");
      }
    }
    return new AllowedHosts(ranges, hosts);
  }

  /**
   * Whether a call of {@code host} may connect to {@code address}. An allowed name does not open
   * the metadata services of clouds: only a range does.
   */
  boolean allow(String host, InetAddress address) {
    return PublicAddresses.contain(address)
        || ranges.stream().anyMatch(range -> range.contains(address))
        || (named(host) && !PublicAddresses.linkLocal(address));
  }

  private boolean named(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    var plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return hosts.stream()
        .anyMatch(known -> known.startsWith(".") ? plain.endsWith(known) : plain.equals(known));
  }
}
