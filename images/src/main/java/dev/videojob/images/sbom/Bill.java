package dev.videojob.images.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.images.Base;
import dev.videojob.images.BuildInfo;
import dev.videojob.images.FileTree;
import dev.videojob.images.debian.DebianPackage;
import dev.videojob.images.debian.DebianPackages;
import dev.videojob.images.program.ProgramFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/**
 * The bill of materials of an image, in CycloneDX 1.6: its jars with Maven coordinates, licences
 * and hashes (from the bill that CycloneDX's Maven plugin makes of the module), the Java runtime,
 * ffmpeg and Debian's packages. The ahead-of-time cache is made of these and is not listed.
 */
public final class Bill {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String SHA_256 = "SHA-256";

  private final ObjectNode bill = JSON.createObjectNode();
  private final ArrayNode components = JSON.createArrayNode();

  private Bill() {}

  /**
   * Writes the bill of one image.
   *
   * @param name the image's name
   * @param files the program's files
   * @param javaHome the linked runtime
   * @param base what the image is put on
   * @param checkout the project's root, whose modules have a bill in {@code target/bom.json}
   * @param work where the bill is put
   * @return the bill's file, named after its contents
   * @throws IllegalStateException when a jar is in no module's bill
   */
  public static Path write(
      String name,
      ProgramFiles files,
      Path javaHome,
      Base base,
      BuildInfo info,
      Path checkout,
      Path work) {
    try {
      var bill = new Bill();
      bill.jars(files, moduleBill(files, checkout));
      bill.runtime(javaHome);
      bill.ffmpeg(files, info);
      bill.base(base);
      String text = bill.text(name, info);
      Path file =
          work.resolve(
              "sbom/" + files.program().imageName() + "-" + FileTree.key(List.of(text)) + ".json");
      FileTree.write(file, text);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode moduleBill(ProgramFiles files, Path checkout) throws IOException {
    Path file = checkout.resolve(files.program().module()).resolve("target/bom.json");
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          file + " is not there; build with `./videojob images`, which makes it first.");
    }
    return JSON.readTree(file.toFile());
  }

  private void jars(ProgramFiles files, JsonNode module) {
    Map<String, JsonNode> byHash = new HashMap<>();
    module.path("components").forEach(component -> byHash.put(sha256(component), component));
    for (Path jar : files.allJars()) {
      String hash = FileTree.sha256(jar);
      JsonNode known = byHash.get(hash);
      if (known == null) {
        known = itself(module, jar);
      }
      add(known, hash);
    }
  }

  /** The module's own jar, which its bill is about and therefore does not list. */
  private static JsonNode itself(JsonNode module, Path jar) {
    JsonNode component = module.at("/metadata/component");
    String file =
        component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
    if (!file.equals(jar.getFileName().toString())) {
      throw new IllegalStateException(
          jar.getFileName()
              + " is not in the bill of its module; run `./videojob images` after a clean build.");
    }
    return component;
  }

  private void add(JsonNode known, String hash) {
    ObjectNode component = components.addObject();
    for (String field :
        List.of("type", "bom-ref", "group", "name", "version", "description", "licenses", "purl")) {
      if (known.has(field)) {
        component.set(field, known.get(field));
      }
    }
    hash(component, hash);
  }

  private static void hash(ObjectNode component, String sha256) {
    component.putArray("hashes").addObject().put("alg", SHA_256).put("content", sha256);
  }

  private static String sha256(JsonNode component) {
    for (JsonNode hash : component.path("hashes")) {
      if (hash.path("alg").asText().equals(SHA_256)) {
        return hash.path("content").asText();
      }
    }
    return "";
  }

  private void runtime(Path javaHome) throws IOException {
    var release = new Properties();
    release.load(new StringReader(Files.readString(javaHome.resolve("release"))));
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    ObjectNode component =
        component("platform", "openjdk", version, "pkg:generic/openjdk@" + version);
    component.put("description", "Java runtime of the modules " + modules(release));
    component
        .putArray("licenses")
        .addObject()
        .put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
  }

  private static String modules(Properties release) {
    return release.getProperty("MODULES", "").replace("\"", "").replace(" ", ", ");
  }

  private void ffmpeg(ProgramFiles files, BuildInfo info) {
    if (files.ffmpeg() == null) {
      return;
    }
    String classifier = files.platform().ffmpegClassifier();
    ObjectNode component =
        component(
            "application",
            "ffmpeg",
            info.ffmpegVersion(),
            "pkg:maven/org.bytedeco/ffmpeg@"
                + info.ffmpegVersion()
                + "?classifier="
                + classifier
                + "&type=jar");
    component.put("group", "org.bytedeco");
    component.put("description", "The programs and libraries of that jar, in /opt/ffmpeg");
    component.putArray("licenses").addObject().putObject("license").put("id", "GPL-3.0-or-later");
    hash(component, FileTree.sha256(files.ffmpeg()));
  }

  private void base(Base base) {
    switch (base) {
      case Base.Tar(Path tar) when Files.exists(tar) && !DebianPackage.of(tar).isEmpty() ->
          DebianPackage.of(tar).forEach(this::debian);
      case Base.Tar(Path tar) -> unknownBase(tar.getFileName().toString());
      case Base.Registry(String image) -> unknownBase(image);
      case Base.Scratch() -> {}
    }
  }

  private void debian(DebianPackage debian) {
    String version = URLEncoder.encode(debian.version(), StandardCharsets.UTF_8);
    component(
        "library",
        debian.name(),
        debian.version(),
        "pkg:deb/debian/%s@%s?arch=%s&distro=%s"
            .formatted(debian.name(), version, debian.architecture(), DebianPackages.suite()));
  }

  /** Whose packages are not looked into: a scanner of the whole image finds them. */
  private void unknownBase(String name) {
    ObjectNode component = components.addObject();
    component.put("type", "operating-system").put("bom-ref", "base:" + name).put("name", name);
  }

  private ObjectNode component(String type, String name, String version, String purl) {
    ObjectNode component = components.addObject();
    component.put("type", type).put("bom-ref", purl).put("name", name);
    return component.put("version", version).put("purl", purl);
  }

  private String text(String name, BuildInfo info) throws IOException {
    int colon = name.lastIndexOf(':');
    bill.put("bomFormat", "CycloneDX").put("specVersion", "1.6");
    bill.put(
        "serialNumber",
        "urn:uuid:" + UUID.nameUUIDFromBytes((name + components).getBytes(StandardCharsets.UTF_8)));
    bill.put("version", 1);
    ObjectNode metadata = bill.putObject("metadata");
    metadata.put("timestamp", info.created().toString());
    metadata
        .putObject("component")
        .put("type", "container")
        .put("bom-ref", name)
        .put("name", name.substring(0, colon))
        .put("version", name.substring(colon + 1));
    bill.set("components", components);
    return JSON.writeValueAsString(bill) + "\n";
  }
}
