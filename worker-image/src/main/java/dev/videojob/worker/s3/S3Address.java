package dev.videojob.worker.s3;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;

/**
 * An address {@code s3://BUCKET/KEY}; the key is as it is, nothing in it is encoded.
 *
 * @param bucket name of the bucket
 * @param key key or prefix, without a slash at its end; may be empty
 */
public record S3Address(String bucket, String key) {
  private static final String SCHEME = "s3://";

  /** Whether {@code address} has the form of one. */
  public static boolean matches(String address) {
    return address.startsWith(SCHEME);
  }

  /**
   * Reads an address.
   *
   * @param setting what it is the value of, for the error
   * @throws WorkerFailure with exit code 14 when it is none
   */
  public static S3Address parse(String setting, String address) {
    int slash = address.indexOf('/', SCHEME.length());
    if (!matches(address) || address.length() == SCHEME.length() || slash == SCHEME.length()) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "%s is %s; write s3://BUCKET/KEY.".formatted(setting, address));
    }
    return slash < 0
        ? new S3Address(address.substring(SCHEME.length()), "")
        : new S3Address(address.substring(SCHEME.length(), slash), address.substring(slash + 1));
  }

  /** The address without slashes at its end. */
  public S3Address asPrefix() {
    return new S3Address(bucket, key.replaceFirst("/+$", ""));
  }

  /** The key of {@code name} under this prefix. */
  public String child(String name) {
    return key.isEmpty() ? name : key + "/" + name;
  }

  /** The address of {@code name} under this prefix. */
  public String childUri(String name) {
    return SCHEME + bucket + "/" + child(name);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
