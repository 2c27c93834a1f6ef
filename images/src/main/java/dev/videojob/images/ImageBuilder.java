package dev.videojob.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds one image for one platform, by Jib, without a Docker daemon. The same calls with the same
 * files give the same digest.
 *
 * <p>An image of one static program:
 *
 * <pre>{@code
 * ImageTar pause =
 *     ImageBuilder.image("videojob.dev/pause:1")
 *         .layer(Layer.named("program").program(binary, "/pause"))
 *         .entrypoint("/pause")
 *         .user("65535:65535")
 *         .writeTo(folder.resolve("pause.tar"));
 * }</pre>
 *
 * <p>Without a base the image has those files only; {@link #base} puts them on another image.
 */
public final class ImageBuilder {
  private final String name;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final List<String> entrypoint = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private Base base = new Base.Scratch();
  private Platform platform = Platform.ofThisMachine();
  private String user = "65532:65532";
  private Instant created = Instant.EPOCH;
  private Path cache = Path.of(System.getProperty("java.io.tmpdir"), "videojob-images-cache");

  private ImageBuilder(String name) {
    this.name = name;
  }

  /**
   * Starts an image without a base, for this machine's platform, that runs as 65532:65532.
   *
   * @param name the whole name with its tag, such as {@code videojob.dev/pause:1}
   */
  public static ImageBuilder image(String name) {
    return new ImageBuilder(name);
  }

  /** Puts the layers on another image. */
  public ImageBuilder base(Base base) {
    this.base = base;
    return this;
  }

  /** Sets the platform that the files are for. */
  public ImageBuilder platform(Platform platform) {
    this.platform = platform;
    return this;
  }

  /** Adds a layer above the earlier ones: what changes least goes first. */
  public ImageBuilder layer(Layer layer) {
    layers.add(layer);
    return this;
  }

  /** Sets the program and its first arguments; a container's arguments come after them. */
  public ImageBuilder entrypoint(String... words) {
    entrypoint.clear();
    entrypoint.addAll(List.of(words));
    return this;
  }

  /** Sets a variable of the program's environment. */
  public ImageBuilder environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Sets an OCI label. */
  public ImageBuilder label(String label, String value) {
    labels.put(label, value);
    return this;
  }

  /** Says that the program listens on a TCP port. */
  public ImageBuilder port(int port) {
    ports.add(port);
    return this;
  }

  /**
   * Sets who the program runs as.
   *
   * @param user numbers as {@code uid:gid}, so that Kubernetes can see that it is not root
   */
  public ImageBuilder user(String user) {
    this.user = user;
    return this;
  }

  /** Sets when the image was made; the epoch unless it is set, so that digests do not change. */
  public ImageBuilder created(Instant created) {
    this.created = created;
    return this;
  }

  /** Sets where layers are kept between builds; a folder in the temporary one unless it is set. */
  public ImageBuilder cache(Path cache) {
    this.cache = cache;
    return this;
  }

  /**
   * Builds the image into a file, over an older one.
   *
   * @throws UncheckedIOException when a file cannot be read or written
   * @throws IllegalStateException when the base cannot be had
   */
  public ImageTar writeTo(Path tar) {
    Path aside = tar.resolveSibling(tar.getFileName() + ".jib");
    try {
      Files.createDirectories(tar.toAbsolutePath().getParent());
      build(Containerizer.to(TarImage.at(aside).named(RegistryCredentials.reference(name))));
      return ImageArchive.rewrite(aside, tar, name, platform);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deleteQuietly(aside);
    }
  }

  /**
   * Builds the image into a registry, with the credentials that Docker's configuration has for it.
   *
   * @param target repository and tag, such as {@code registry.example/videojob/operator:0.1.0}
   * @return the digest of the image's manifest, {@code sha256:…}
   * @throws IllegalStateException when the registry refuses
   */
  public String pushTo(String target) {
    ImageReference reference = RegistryCredentials.reference(target);
    return build(
        Containerizer.to(RegistryCredentials.image(reference))
            .setAllowInsecureRegistries(RegistryCredentials.isHere(reference)));
  }

  private String build(Containerizer containerizer) {
    try {
      return container()
          .containerize(
              containerizer
                  .setToolName("videojob")
                  .setBaseImageLayersCache(cache.resolve("base"))
                  .setApplicationLayersCache(cache.resolve("layers")))
          .getDigest()
          .toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the build of " + name + " was interrupted", e);
    } catch (Exception e) {
      throw new IllegalStateException(
          "the image " + name + " cannot be built: " + e.getMessage(), e);
    }
  }

  private JibContainerBuilder container() throws Exception {
    JibContainerBuilder container =
        from()
            .setFormat(ImageFormat.OCI)
            .setPlatforms(
                Set.of(
                    new com.google.cloud.tools.jib.api.buildplan.Platform(
                        platform.architecture(), "linux")))
            .setCreationTime(created)
            .setUser(user)
            .setEntrypoint(entrypoint)
            .setEnvironment(environment)
            .setLabels(labels)
            .setFileEntriesLayers(layers.stream().map(Layer::build).toList());
    ports.forEach(
        port -> container.addExposedPort(com.google.cloud.tools.jib.api.buildplan.Port.tcp(port)));
    return container;
  }

  private JibContainerBuilder from() throws Exception {
    return switch (base) {
      case Base.Scratch() -> Jib.fromScratch();
      case Base.Tar(Path tar) -> Jib.from(TarImage.at(tar));
      case Base.Registry(String image) ->
          Jib.from(RegistryCredentials.image(RegistryCredentials.reference(image)));
    };
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
