package dev.videojob.local.metadata;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * The metadata store on this machine: mongo-java-server with its memory backend, bound to the
 * loopback address. It speaks Mongo's wire protocol without authentication, and forgets everything
 * when it is closed.
 */
public final class LocalMongo implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final MongoServer server;
  private final URI uri;

  private LocalMongo(MongoServer server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  /**
   * Starts the store.
   *
   * @param port the port to listen on, 0 for a free one
   * @return the running store
   */
  public static LocalMongo start(int port) {
    MongoServer server = new MongoServer(new MemoryBackend());
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    int bound = server.getLocalAddress().getPort();
    return new LocalMongo(server, URI.create("mongodb://" + HOST + ":" + bound));
  }

  /**
   * Where a Mongo driver is to be pointed.
   *
   * @return a URI {@code mongodb://127.0.0.1:PORT}
   */
  public URI uri() {
    return uri;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
