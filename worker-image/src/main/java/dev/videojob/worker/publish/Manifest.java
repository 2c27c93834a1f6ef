package dev.videojob.worker.publish;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.worker.plan.EncodingPlan;
import dev.videojob.worker.probe.MediaInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole report of an attempt that published, {@code manifest.json}. Where it is, everything
 * that it names is.
 *
 * @param version version of this format
 * @param jobNamespace namespace of the VideoJob
 * @param jobName name of the VideoJob
 * @param jobUid uid of the VideoJob
 * @param attempt number of the attempt
 * @param profileName name of the profile
 * @param publishedAt time in RFC 3339
 * @param source what was worked on
 * @param plan how
 * @param outputs what was made, in a person's terms
 * @param objects what was made, object by object
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
    int version,
    String jobNamespace,
    String jobName,
    String jobUid,
    int attempt,
    String profileName,
    String publishedAt,
    @Nullable Source source,
    @Nullable EncodingPlan plan,
    List<Output> outputs,
    List<StoredObject> objects) {
  /** The current version. */
  public static final int VERSION = 1;

  public Manifest {
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    objects = objects == null ? List.of() : List.copyOf(objects);
  }

  /**
   * The source.
   *
   * @param uri its address
   * @param etag its entity tag
   * @param versionId its version
   * @param media what it is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Source(
      String uri, @Nullable String etag, @Nullable String versionId, MediaInfo media) {}

  /**
   * An object.
   *
   * @param name key under the destination
   * @param sizeBytes its size
   * @param contentType its media type
   * @param sha256 checksum of its content in hexadecimal digits
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record StoredObject(String name, long sizeBytes, String contentType, String sha256) {}
}
