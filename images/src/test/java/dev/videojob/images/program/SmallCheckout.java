package dev.videojob.images.program;

import dev.videojob.images.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A built checkout with an operator of a few small jars, and a runtime of one file. */
public final class SmallCheckout {
  private final Path root;
  private final Map<String, String> jars = new LinkedHashMap<>();

  private SmallCheckout(Path root) {
    this.root = root;
  }

  public static SmallCheckout in(Path root) {
    return new SmallCheckout(root)
        .jar("videojob-operator-1.0.jar", "the operator")
        .jar("zebra-2.0.jar", "of others")
        .jar("apple-3.0.jar", "of others, too");
  }

  /** A jar whose name is artifact-version.jar. */
  public SmallCheckout jar(String name, String content) {
    jars.put(name, content);
    return this;
  }

  public SmallCheckout build() {
    write("operator/target/bom.json", "");
    jars.forEach((name, content) -> write("operator/target/lib/" + name, content));
    write(
        "operator/target/bom.json",
        """
        {"metadata": {"component": {"type": "library", "bom-ref": "itself", "group": "dev.videojob",
           "name": "videojob-operator", "version": "1.0", "purl": "pkg:maven/dev.videojob/videojob-operator@1.0"}},
         "components": [%s]}
        """
            .formatted(
                jars.keySet().stream()
                    .filter(name -> !name.startsWith("videojob-"))
                    .map(this::component)
                    .collect(Collectors.joining(","))));
    write("java/bin/java", "java");
    write("java/release", "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base java.sql\"\n");
    return this;
  }

  private String component(String jar) {
    String name = jar.substring(0, jar.lastIndexOf('-'));
    String version = jar.substring(jar.lastIndexOf('-') + 1).replace(".jar", "");
    return """
        {"type": "library", "bom-ref": "%1$s", "group": "org.example", "name": "%1$s", "version": "%2$s",
         "purl": "pkg:maven/org.example/%1$s@%2$s?type=jar",
         "licenses": [{"license": {"id": "Apache-2.0"}}],
         "hashes": [{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"}, {"alg": "SHA-256", "content": "%3$s"}]}
        """
        .formatted(
            name, version, FileTree.sha256(root.resolve("operator/target/lib").resolve(jar)));
  }

  private void write(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path root() {
    return root;
  }

  public Path javaHome() {
    return root.resolve("java");
  }
}
