package dev.videojob.operator.calls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A range of addresses as CIDR writes it, such as {@code 10.0.0.0/8}. */
record NetworkRange(InetAddress network, int bits) {
  /** Numbers only: a name would be looked up. */
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:/(\\d{1,3}))?");

  /** Whether that is an address, or an address and a number of bits. */
  static boolean written(String text) {
    return WRITTEN.matcher(text).matches();
  }

  /**
   * The range of that text; of one address where it has no number of bits.
   *
   * @throws IllegalArgumentException when it is none
   */
  static NetworkRange parse(String text) {
    var found = WRITTEN.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(text + " is no range of addresses, such as 10.0.0.0/8");
    }
    try {
      var network = InetAddress.getByName(found.group(1));
      var most = network.getAddress().length * 8;
      var bits = found.group(2) == null ? most : Integer.parseInt(found.group(2));
      if (bits > most) {
        throw new IllegalArgumentException(text + " has more bits than an address has");
      }
      return new NetworkRange(network, bits);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is no range of addresses, such as 10.0.0.0/8", e);
    }
  }

  boolean contains(InetAddress address) {
    var one = network.getAddress();
    var other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (var bit = 0; bit < bits; bit++) {
      var mask = 0x80 >> (bit % 8);
      if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
