package dev.videojob.api.v1alpha1;

/** Names shared by everything that speaks this API. */
public final class Api {
  public static final String GROUP = "videojob.dev";
  public static final String VERSION = "v1alpha1";

  /** The category under which {@code kubectl get videojobs} style commands find all our kinds. */
  public static final String CATEGORY = "videojobs";

  private Api() {}
}
