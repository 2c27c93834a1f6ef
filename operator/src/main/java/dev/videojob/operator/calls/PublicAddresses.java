package dev.videojob.operator.calls;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells addresses of the internet from those of a machine, a network or a cloud. Pure. */
final class PublicAddresses {
  private static final List<NetworkRange> LINK_LOCAL =
      ranges("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "168.63.129.16");

  private static final List<NetworkRange> NOT_PUBLIC =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/96",
          "100::/64",
          "fc00::/7",
          "fec0::/10",
          "ff00::/8");

  /** Where an IPv6 address of a kind that wraps an IPv4 address has it. */
  private record Wrapped(NetworkRange range, int offset, boolean inverted) {}

  private static final List<Wrapped> WRAPPED =
      List.of(
          new Wrapped(NetworkRange.parse("64:ff9b::/96"), 12, false),
          new Wrapped(NetworkRange.parse("64:ff9b:1::/48"), 12, false),
          new Wrapped(NetworkRange.parse("2002::/16"), 2, false),
          new Wrapped(NetworkRange.parse("2001::/32"), 12, true));

  private PublicAddresses() {}

  private static List<NetworkRange> ranges(String... written) {
    return Stream.of(written).map(NetworkRange::parse).toList();
  }

  /** Whether the address is one of link-local use, as clouds' metadata services have. */
  static boolean linkLocal(InetAddress address) {
    return in(LINK_LOCAL, address)
        || wrapped(address).filter(PublicAddresses::linkLocal).isPresent();
  }

  static boolean contain(InetAddress address) {
    return !in(LINK_LOCAL, address)
        && !in(NOT_PUBLIC, address)
        && wrapped(address).map(PublicAddresses::contain).orElse(true);
  }

  private static boolean in(List<NetworkRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static Optional<Inet4Address> wrapped(InetAddress address) {
    return address instanceof Inet6Address
        ? WRAPPED.stream()
            .filter(kind -> kind.range().contains(address))
            .map(kind -> inside(kind, address.getAddress()))
            .findFirst()
        : Optional.empty();
  }

  private static Inet4Address inside(Wrapped kind, byte[] whole) {
    var part = Arrays.copyOfRange(whole, kind.offset(), kind.offset() + 4);
    for (var i = 0; kind.inverted() && i < part.length; i++) {
      part[i] = (byte) ~part[i];
    }
    try {
      return (Inet4Address) InetAddress.getByAddress(part);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
  }
}
