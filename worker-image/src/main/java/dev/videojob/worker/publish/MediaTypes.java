package dev.videojob.worker.publish;

import dev.videojob.worker.s3.ObjectStore.Headers;

/** How each kind of output is served. */
final class MediaTypes {
  /** Names are used again when a job is run again, so caches ask after a while. */
  private static final String CACHED = "public, max-age=3600";

  private static final String FRESH = "no-cache";

  private MediaTypes() {}

  static Headers of(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "m3u8" -> new Headers("application/vnd.apple.mpegurl", CACHED);
      case "mp4" -> new Headers("video/mp4", CACHED);
      case "m4s" -> new Headers("video/iso.segment", CACHED);
      case "m4a" -> new Headers("audio/mp4", CACHED);
      case "jpg" -> new Headers("image/jpeg", CACHED);
      case "json" -> new Headers("application/json", FRESH);
      default -> new Headers("application/octet-stream", CACHED);
    };
  }
}
