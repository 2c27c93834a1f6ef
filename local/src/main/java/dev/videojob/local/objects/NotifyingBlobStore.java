package dev.videojob.local.objects;

import dev.videojob.local.objects.ObjectCreated.Operation;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * A blob store that tells of every new object in the buckets that have a listener, after the object
 * is there.
 *
 * <p>A notification that cannot be delivered is logged and does not fail the request, as in S3.
 */
final class NotifyingBlobStore extends ForwardingBlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(NotifyingBlobStore.class);

  /** S3Proxy remembers an open multipart upload by an object of its own. */
  private static final String UPLOAD_STUB = ".s3proxy-mpu-stub-";

  private final String region;
  private final String principal;
  private final Map<String, Consumer<String>> listeners;

  /** Starts at the clock, so that it also grows over restarts on the same directory. */
  private final AtomicLong sequencer = new AtomicLong(System.currentTimeMillis() << 16);

  NotifyingBlobStore(
      BlobStore delegate,
      String region,
      String principal,
      Map<String, Consumer<String>> listeners) {
    super(delegate);
    this.region = region;
    this.principal = principal;
    this.listeners = Map.copyOf(listeners);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    PutObjectResponse response = delegate().putBlob(request, content);
    tell(Operation.PUT, request.bucket(), request.key());
    return response;
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    CopyObjectResponse response = delegate().copyBlob(request);
    tell(Operation.COPY, request.destinationBucket(), request.destinationKey());
    return response;
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    CompleteMultipartUploadResponse response = delegate().completeMultipartUpload(upload, request);
    tell(Operation.COMPLETE_MULTIPART_UPLOAD, upload.containerName(), upload.blobName());
    return response;
  }

  private void tell(Operation operation, String bucket, String key) {
    Consumer<String> listener = listeners.get(bucket);
    if (listener == null || key.startsWith(UPLOAD_STUB)) {
      return;
    }
    try {
      HeadObjectResponse head = delegate().blobMetadata(bucket, key);
      listener.accept(event(operation, bucket, key, head).toJson());
    } catch (RuntimeException e) {
      LOG.warn("no notification for s3://{}/{}: {}", bucket, key, e.toString());
    }
  }

  private ObjectCreated event(
      Operation operation, String bucket, String key, HeadObjectResponse head) {
    return new ObjectCreated(
        operation,
        region,
        bucket,
        key,
        head.contentLength(),
        head.eTag().replace("\"", ""),
        sequencer.incrementAndGet(),
        principal,
        requestId(),
        Instant.now());
  }

  private static String requestId() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT);
  }

  // The defaults of these, which the forwarding class leaves alone, bypass the delegate's own.

  @Override
  public ListObjectsResponse listV1(ListObjectsRequest request) {
    return delegate().listV1(request);
  }

  @Override
  public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
    return delegate().removeBlobs(request);
  }

  @Override
  public boolean supportsCopyMultipartPart() {
    return delegate().supportsCopyMultipartPart();
  }

  @Override
  public UploadPartCopyResponse copyMultipartPart(
      MultipartUpload upload, UploadPartCopyRequest request) {
    return delegate().copyMultipartPart(upload, request);
  }
}
