package dev.videojob.operator.resources;

import java.util.regex.Pattern;

/** Names of objects of the cluster, which become parts of addresses there. */
public final class ObjectName {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private ObjectName() {}

  /** Whether an object can be called so; nothing else may be asked for. */
  public static boolean possible(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a namespace can be called so. */
  public static boolean possibleNamespace(String name) {
    return NAMESPACE.matcher(name).matches();
  }
}
