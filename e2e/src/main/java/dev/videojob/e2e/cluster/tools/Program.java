package dev.videojob.e2e.cluster.tools;

import java.util.Arrays;
import java.util.Locale;

/** A program that is built from a pinned Go module. */
public enum Program {
  KUBECTL("kubernetes"),
  KUBE_APISERVER("kubernetes"),
  KUBE_CONTROLLER_MANAGER("kubernetes"),
  KUBE_SCHEDULER("kubernetes"),
  KUBELET("kubernetes"),
  KUBE_PROXY("kubernetes"),
  ETCD("etcd"),
  COREDNS("coredns"),
  HELM("helm"),
  KWOK("kwok"),
  FERRETDB("ferretdb"),
  TOXIPROXY("toxiproxy"),
  PAUSE("pause");

  private final String module;

  Program(String module) {
    this.module = module;
  }

  /** The folder in {@code e2e/tools} that pins it. */
  public String module() {
    return module;
  }

  /** The name of its file, as in {@code kube-apiserver}. */
  public String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The program with this file name.
   *
   * @throws IllegalArgumentException that lists the names there are
   */
  public static Program named(String fileName) {
    return Arrays.stream(values())
        .filter(program -> program.fileName().equals(fileName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no program '"
                        + fileName
                        + "'; there are "
                        + String.join(
                            ", ", Arrays.stream(values()).map(Program::fileName).toList())));
  }
}
