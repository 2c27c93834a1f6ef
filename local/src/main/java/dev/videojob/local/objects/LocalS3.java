package dev.videojob.local.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * S3 on this machine: S3Proxy over a directory, with event notifications for the buckets that have
 * a listener.
 *
 * <p>Objects are files and pass through in small buffers, so their size is bounded by the disk. An
 * object's content is at its key under the bucket's directory. Requests are checked by signature
 * version 4 against the one pair of credentials.
 */
public final class LocalS3 implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalS3.class);
  private static final String LOOPBACK = "127.0.0.1";

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
   * @param bind the address to bind to
   * @param port the port to listen on, 0 for a free one
   * @param region the region named in notifications
   * @param accessKeyId the only access key id let in
   * @param secretAccessKey its secret
   * @param buckets the buckets that are there from the start
   */
  public record Options(
      Path directory,
      String bind,
      int port,
      String region,
      String accessKeyId,
      String secretAccessKey,
      List<String> buckets) {

    /** Options of a store that only this machine reaches. */
    public static Options loopback(
        Path directory,
        int port,
        String region,
        String accessKeyId,
        String secretAccessKey,
        List<String> buckets) {
      return new Options(directory, LOOPBACK, port, region, accessKeyId, secretAccessKey, buckets);
    }
  }

  /**
   * Starts the store.
   *
   * @param options what to start
   * @param notifications for a bucket, what takes the body of one S3 event notification for each
   *     new object in it, after the object can be read and before its writer has the answer
   * @return the running store
   * @throws IllegalStateException if it does not start, for example because the port is taken
   */
  public static LocalS3 start(Options options, Map<String, Consumer<String>> notifications) {
    BlobStore files = new FilesystemNio2BlobStore(created(options.directory()).toString());
    BlobStore store =
        new NotifyingBlobStore(files, options.region(), options.accessKeyId(), notifications);
    options.buckets().forEach(bucket -> makeBucket(store, bucket));
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://" + options.bind() + ":" + options.port()))
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
    return new LocalS3(proxy, URI.create("http://" + options.bind() + ":" + proxy.getPort()));
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
   * @return the base URI, without a path; its host is the address that the store is bound to
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
