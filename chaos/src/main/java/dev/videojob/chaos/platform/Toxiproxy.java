package dev.videojob.chaos.platform;

import dev.videojob.chaos.storm.Disturbance.Fault;
import dev.videojob.chaos.storm.Link;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Toxiproxy in the cluster, with a proxy in each link. */
public final class Toxiproxy {
  /** Toxiproxy holds answers back for ever. */
  private static final long FOR_EVER = 0;

  private static final long LATE_BY_MILLIS = 1_000;
  private static final long MORE_OR_LESS_MILLIS = 800;

  private final ToxiproxyClient client;
  private final Map<Link, Proxy> proxies = new EnumMap<>(Link.class);

  private Toxiproxy(ToxiproxyClient client) throws IOException {
    this.client = client;
    for (var link : Link.values()) {
      proxies.put(link, proxy(link));
    }
  }

  /**
   * Makes the proxies where they are not there yet, and sees to it that all let everything pass.
   */
  public static Toxiproxy at(String host, int port) throws IOException {
    var toxiproxy = new Toxiproxy(new ToxiproxyClient(host, port));
    toxiproxy.calm();
    return toxiproxy;
  }

  private Proxy proxy(Link link) throws IOException {
    var there = client.getProxyOrNull(link.service());
    return there != null
        ? there
        : client.createProxy(
            link.service(), "0.0.0.0:" + link.port(), link.directService() + ":" + link.port());
  }

  /** Begins to disturb a link. */
  public void disturb(Link link, Fault fault) {
    var proxy = Objects.requireNonNull(proxies.get(link));
    try {
      switch (fault) {
        case CUT -> proxy.disable();
        case UNANSWERED ->
            proxy.toxics().timeout("unanswered", ToxicDirection.DOWNSTREAM, FOR_EVER);
        case SLOW ->
            proxy
                .toxics()
                .latency("slow", ToxicDirection.DOWNSTREAM, LATE_BY_MILLIS)
                .setJitter(MORE_OR_LESS_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot disturb the link to " + link, e);
    }
  }

  /** Lets everything pass on a link. */
  public void calm(Link link) {
    var proxy = Objects.requireNonNull(proxies.get(link));
    try {
      proxy.enable();
      for (var toxic : proxy.toxics().getAll()) {
        toxic.remove();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot calm the link to " + link, e);
    }
  }

  /** Lets everything pass on all links. */
  public void calm() {
    try {
      client.reset();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot calm the links", e);
    }
  }
}
