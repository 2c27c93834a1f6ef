package dev.videojob.operator.resources;

/**
 * Where a worker posts its progress. The uid in the path is the permission: it is random, and who
 * can read it can read the VideoJob.
 */
public final class ProgressPath {
  public static final String PREFIX = "/internal/v1/progress";

  private ProgressPath() {}

  /** The path of one VideoJob. */
  public static String of(String namespace, String name, String uid) {
    return PREFIX + "/" + namespace + "/" + name + "/" + uid;
  }
}
