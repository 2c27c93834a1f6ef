package dev.videojob.local.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * S3 on this machine: S3Proxy over a directory, bound to the loopback address, with two buckets and
 * event notifications for the first.
 *
 * <p>Objects are files and pass through in small buffers, so their size is bounded by the disk. An
 * object's content is at its key under the bucket's directory. Requests are checked by signature
 * version 4 against the one pair of credentials.
 */
public final class LocalS3 implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalS3.class);
  private static final String HOST = "127.0.0.1";

  /** S3's own bound for a single PUT, 5 GiB. */
  private static final long MAX_PUT_BYTES = 5L << 30;

  private static final long MAX_UNCHUNKED_BYTES = 64L << 20;

  private final S3Proxy proxy;
  private final URI endpoint;

  private LocalS3(S3Proxy proxy, URI endpoint) {
    this.proxy = proxy;
    this.endpoint = endpoint;
  }

  /**
   * What to start.
   *
   * @param directory an existing or new directory that holds the objects
   * @param port the port to listen on, 0 for a free one
   * @param region the region named in notifications
   * @param accessKeyId the only access key id let in
   * @param secretAccessKey its secret
   * @param inputBucket the bucket whose new objects are told of
   * @param outputBucket the other bucket
   */
  public record Options(
      Path directory,
      int port,
      String region,
      String accessKeyId,
      String secretAccessKey,
      String inputBucket,
      String outputBucket) {}

  /**
   * Starts the store.
   *
   * @param options what to start
   * @param notifications takes the body of one S3 event notification for each new object of the
   *     input bucket, after the object can be read and before its writer has the answer
   * @return the running store
   * @throws IllegalStateException if it does not start, for example because the port is taken
   */
  public static LocalS3 start(Options options, Consumer<String> notifications) {
    BlobStore files = new FilesystemNio2BlobStore(created(options.directory()).toString());
    BlobStore store =
        new NotifyingBlobStore(
            files,
            options.inputBucket(),
            options.region(),
            options.accessKeyId(),
            event -> notifications.accept(event.toJson()));
    makeBucket(store, options.inputBucket());
    makeBucket(store, options.outputBucket());
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://" + HOST + ":" + options.port()))
            .awsAuthentication(
                AuthenticationType.AWS_V4, options.accessKeyId(), options.secretAccessKey())
            .maxSinglePartObjectSize(MAX_PUT_BYTES)
            .v4MaxNonChunkedRequestSize(MAX_UNCHUNKED_BYTES)
            .ignoreUnknownHeaders(true)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("the local S3 did not start: " + e.getMessage(), e);
    }
    return new LocalS3(proxy, URI.create("http://" + HOST + ":" + proxy.getPort()));
  }

  private static void makeBucket(BlobStore store, String bucket) {
    if (!store.containerExists(bucket)) {
      store.createContainer(bucket);
    }
  }

  private static Path created(Path directory) {
    try {
      return Files.createDirectories(directory).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the directory of the local S3", e);
    }
  }

  /**
   * Where an S3 client is to be pointed; path-style addressing works, and SDKs choose it by
   * themselves for an endpoint that is an IP address.
   *
   * @return the base URI, without a path
   */
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      LOG.warn("the local S3 did not stop cleanly: {}", e.getMessage());
    }
  }
}
