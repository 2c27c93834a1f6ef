package dev.videojob.api.v1alpha1;

/** Names shared by everything that speaks this API. */
public final class Api {
  public static final String GROUP = "videojob.dev";
  public static final String VERSION = "v1alpha1";

  /**
   * The category under which {@code kubectl get video} finds all our kinds. It may not be {@code
   * videojobs}: kubectl expands a category before it looks for a resource of that name.
   */
  public static final String CATEGORY = "video";

  private Api() {}
}
