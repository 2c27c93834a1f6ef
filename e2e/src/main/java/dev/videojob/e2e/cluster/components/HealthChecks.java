package dev.videojob.e2e.cluster.components;

import dev.videojob.images.ExternalCommand;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks components whether they can do their work. */
public final class HealthChecks {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient client;

  /**
   * Checks that believe certificates of one authority.
   *
   * @param authority its certificate
   */
  public HealthChecks(Path authority) {
    this.client =
        HttpClient.newBuilder().sslContext(trusting(authority)).connectTimeout(LIMIT).build();
  }

  /** Whether it says so now. */
  public boolean isHealthy(Component component) {
    return switch (component.health()) {
      case Health.Endpoint(var endpoint) -> answers(HttpRequest.newBuilder(endpoint));
      case Health.Call(var command) -> ExternalCommand.of(command).run().succeeded();
    };
  }

  private boolean answers(HttpRequest.Builder request) {
    try {
      var response =
          client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.discarding());
      return response.statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static SSLContext trusting(Path authority) {
    try (var pem = Files.newInputStream(authority)) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "cluster", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read the certificate " + authority, e);
    }
  }
}
