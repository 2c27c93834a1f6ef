package dev.videojob.images;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import java.util.List;
import java.util.Optional;

/** Images in registries, with the credentials that this user's Docker configuration has. */
final class RegistryCredentials {
  private RegistryCredentials() {}

  static RegistryImage image(ImageReference reference) {
    RegistryImage image = RegistryImage.named(reference);
    retrievers(reference).forEach(image::addCredentialRetriever);
    return image;
  }

  static Optional<Credential> of(ImageReference reference) throws CredentialRetrievalException {
    for (CredentialRetriever retriever : retrievers(reference)) {
      Optional<Credential> credential = retriever.retrieve();
      if (credential.isPresent()) {
        return credential;
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the name of an image.
   *
   * @throws IllegalArgumentException when it is none
   */
  static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (InvalidImageReferenceException e) {
      throw new IllegalArgumentException("'" + name + "' is no name of an image.", e);
    }
  }

  /** Plain HTTP is for the registry of a test on this machine only. */
  static boolean isHere(ImageReference reference) {
    String host = reference.getRegistry().replaceFirst(":\\d+$", "");
    return host.equals("localhost") || host.equals("127.0.0.1");
  }

  private static List<CredentialRetriever> retrievers(ImageReference reference) {
    CredentialRetrieverFactory factory =
        CredentialRetrieverFactory.forImage(reference, event -> {});
    return List.of(factory.dockerConfig(), factory.wellKnownCredentialHelpers());
  }
}
