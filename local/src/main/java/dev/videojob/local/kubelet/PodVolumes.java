package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a pod's volumes as directories of its own directory. */
final class PodVolumes {
  private final Pod pod;
  private final Path directory;
  private final ClusterData data;

  PodVolumes(Pod pod, Path directory, ClusterData data) {
    this.pod = pod;
    this.directory = directory;
    this.data = data;
  }

  /**
   * Writes all volumes and tells where a container's mounts are.
   *
   * @throws NotReadyException if a Secret or ConfigMap is missing
   */
  PathMapping materialise(Container container) throws IOException, NotReadyException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      write(volume);
    }
    PathMapping mapping = new PathMapping();
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path path = directory.resolve(mount.getName());
      String part = mount.getSubPath();
      mapping.add(mount.getMountPath(), part == null || part.isEmpty() ? path : inside(path, part));
    }
    return mapping;
  }

  /** Writes the volumes told of the pod's metadata again, after it changed. */
  void refreshDownwardApi(Pod changed) throws IOException {
    for (Volume volume : changed.getSpec().getVolumes()) {
      if (volume.getDownwardAPI() != null) {
        writeFields(
            changed, directory.resolve(volume.getName()), volume.getDownwardAPI().getItems());
      }
    }
  }

  private void write(Volume volume) throws IOException, NotReadyException {
    Path path = Files.createDirectories(directory.resolve(volume.getName()));
    String namespace = pod.getMetadata().getNamespace();
    if (volume.getSecret() != null) {
      boolean optional = Boolean.TRUE.equals(volume.getSecret().getOptional());
      Map<String, byte[]> files =
          data.secret(namespace, volume.getSecret().getSecretName(), optional);
      writeData(path, files, volume.getSecret().getItems());
    } else if (volume.getConfigMap() != null) {
      boolean optional = Boolean.TRUE.equals(volume.getConfigMap().getOptional());
      Map<String, byte[]> files =
          data.configMap(namespace, volume.getConfigMap().getName(), optional);
      writeData(path, files, volume.getConfigMap().getItems());
    } else if (volume.getDownwardAPI() != null) {
      writeFields(pod, path, volume.getDownwardAPI().getItems());
    }
  }

  private static void writeData(
      Path path, Map<String, byte[]> files, @Nullable List<KeyToPath> items)
      throws IOException, NotReadyException {
    if (items == null || items.isEmpty()) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(inside(path, file.getKey()), file.getValue());
      }
      return;
    }
    for (KeyToPath item : items) {
      byte[] content = files.get(item.getKey());
      if (content == null) {
        throw new NotReadyException("references non-existent key: " + item.getKey());
      }
      writeFile(inside(path, item.getPath()), content);
    }
  }

  private static void writeFields(Pod pod, Path path, List<DownwardAPIVolumeFile> items)
      throws IOException {
    for (DownwardAPIVolumeFile item : items) {
      if (item.getFieldRef() != null) {
        String value = PodFields.field(pod, item.getFieldRef().getFieldPath());
        writeFile(inside(path, item.getPath()), value.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void writeFile(Path file, byte[] content) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(file, content);
  }

  private static Path inside(Path directory, String name) {
    Path path = directory.resolve(name).normalize();
    if (!path.startsWith(directory)) {
      throw new IllegalArgumentException(name + " leaves its volume");
    }
    return path;
  }
}
