package dev.videojob.operator.api.rest;

import java.util.regex.Pattern;

/** Names of objects of the cluster, which become parts of addresses there. */
public final class ObjectName {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private ObjectName() {}

  /** Whether an object can be called so; nothing else may be asked for. */
  public static boolean possible(String name) {
    return NAME.matcher(name).matches();
  }
}
