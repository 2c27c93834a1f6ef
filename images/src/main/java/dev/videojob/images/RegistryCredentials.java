package dev.videojob.images;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;

/** Images in registries, with the credentials that this user's Docker configuration has. */
final class RegistryCredentials {
  private RegistryCredentials() {}

  static RegistryImage image(String name) throws InvalidImageReferenceException {
    ImageReference reference = ImageReference.parse(name);
    CredentialRetrieverFactory retrievers =
        CredentialRetrieverFactory.forImage(reference, event -> {});
    return RegistryImage.named(reference)
        .addCredentialRetriever(retrievers.dockerConfig())
        .addCredentialRetriever(retrievers.wellKnownCredentialHelpers());
  }
}
