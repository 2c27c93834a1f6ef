package dev.videojob.chaos.load;

/**
 * A file that is uploaded.
 *
 * @param bucket where to
 * @param key its key, which no other film of any run has
 * @param content what it is
 */
public record Film(String bucket, String key, Content content) {

  /** Its address, as VideoJobs name their source. */
  public String uri() {
    return "s3://" + bucket + "/" + key;
  }
}
