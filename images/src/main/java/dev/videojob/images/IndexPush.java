package dev.videojob.images;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.blob.BlobDescriptor;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.image.json.OciIndexTemplate;
import com.google.cloud.tools.jib.registry.RegistryClient;
import java.util.List;
import java.util.Optional;

/**
 * One name for the images of several platforms. Jib makes an index only of images that differ in
 * nothing but their base; ours differ in the runtime and in ffmpeg, so the index is put together
 * here, and pushed by Jib's own client of registries.
 */
final class IndexPush {
  private IndexPush() {}

  /**
   * Pushes an index.
   *
   * @param name repository and tag
   * @param images the images, which are in the repository already
   * @return the digest of the index
   */
  static String push(String name, List<ImageTar> images) {
    ImageReference reference = RegistryCredentials.reference(name);
    var http = new FailoverHttpClient(RegistryCredentials.isHere(reference), false, event -> {});
    try {
      var factory =
          RegistryClient.factory(
              EventHandlers.NONE, reference.getRegistry(), reference.getRepository(), http);
      Optional<Credential> credential = RegistryCredentials.of(reference);
      credential.ifPresent(factory::setCredential);
      RegistryClient client = factory.newRegistryClient();
      if (!client.doPushBearerAuth() && credential.isPresent()) {
        client.configureBasicAuth();
      }
      return client.pushManifest(index(images), reference.getTag().orElse("latest")).toString();
    } catch (Exception e) {
      throw new IllegalStateException(
          "the index " + name + " cannot be pushed: " + e.getMessage(), e);
    } finally {
      shutDown(http);
    }
  }

  private static OciIndexTemplate index(List<ImageTar> images) throws Exception {
    var index = new OciIndexTemplate();
    for (ImageTar image : images) {
      index.addManifest(
          new BlobDescriptor(image.manifestBytes(), DescriptorDigest.fromDigest(image.digest())),
          image.platform().architecture());
      index.getManifests().getLast().setPlatform(image.platform().architecture(), "linux");
    }
    return index;
  }

  private static void shutDown(FailoverHttpClient http) {
    try {
      http.shutDown();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
