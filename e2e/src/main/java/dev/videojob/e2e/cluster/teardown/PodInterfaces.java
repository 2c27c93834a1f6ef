package dev.videojob.e2e.cluster.teardown;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.videojob.e2e.cluster.machine.Condition;
import dev.videojob.images.ExternalCommand;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** The machine's ends of the pods' interfaces, known by the routes to pods. */
final class PodInterfaces {
  private static final Duration KERNEL_CLEANS_UP = Duration.ofSeconds(5);

  private final String range;

  /**
   * Interfaces of pods.
   *
   * @param range where pods have their addresses from, as in {@code 10.244.0.0/16}
   */
  PodInterfaces(String range) {
    this.range = range;
  }

  List<String> list() {
    return leadingInto(range, ExternalCommand.of("ip", "-j", "-4", "route", "show").output());
  }

  /** The kernel removes them together with the pods' namespaces, a little later. */
  void removeAll() {
    if (!Condition.holdsWithin(KERNEL_CLEANS_UP, () -> list().isEmpty())) {
      list().forEach(name -> ExternalCommand.of("ip", "link", "delete", name).run());
    }
  }

  /**
   * The interfaces that routes into a range go through.
   *
   * @param routes as {@code ip -j route} prints them
   */
  static List<String> leadingInto(String range, String routes) {
    try {
      return StreamSupport.stream(new JsonMapper().readTree(routes).spliterator(), false)
          .filter(route -> isIn(range, route.path("dst").asText()))
          .map(route -> route.path("dev").asText())
          .distinct()
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("'ip -j route' printed something else than JSON", e);
    }
  }

  private static boolean isIn(String range, String destination) {
    if (destination.isEmpty() || !Character.isDigit(destination.charAt(0))) {
      return false;
    }
    var parts = range.split("/", -1);
    var rest = 32 - Integer.parseInt(parts[1]);
    return number(destination.split("/", -1)[0])
        .shiftRight(rest)
        .equals(number(parts[0]).shiftRight(rest));
  }

  private static BigInteger number(String address) {
    return new BigInteger(1, InetAddress.ofLiteral(address).getAddress());
  }
}
