package dev.videojob.worker.s3;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one bucket. Every error is a {@link dev.videojob.worker.WorkerFailure}. */
public final class ObjectStore {
  private static final Limits LIMITS = new Limits(64L << 20, 16L << 20, 5_000_000_000L, 256L << 20);
  private static final int MAX_PARTS = 10_000;
  private static final int MAX_DELETES = 1000;

  private final S3Client s3;
  private final String bucket;
  private final Limits limits;

  public ObjectStore(S3Client s3, String bucket) {
    this(s3, bucket, LIMITS);
  }

  ObjectStore(S3Client s3, String bucket, Limits limits) {
    this.s3 = s3;
    this.bucket = bucket;
    this.limits = limits;
  }

  /**
   * Where objects are handled in parts.
   *
   * @param maxPutBytes largest object that is stored by one request
   * @param putPartBytes size of a part that is stored
   * @param maxCopyBytes largest object that is copied by one request; S3 itself allows 5 GiB
   * @param copyPartBytes size of a part that is copied
   */
  record Limits(long maxPutBytes, long putPartBytes, long maxCopyBytes, long copyPartBytes) {}

  /**
   * How an object is served.
   *
   * @param contentType its media type
   * @param cacheControl how long it may be kept
   */
  public record Headers(String contentType, String cacheControl) {}

  /** Stores a file; one too large for a single request goes up in parts, all of them or none. */
  public void put(String key, Path file, Headers headers) {
    long size = file.toFile().length();
    if (size > limits.maxPutBytes()) {
      putInParts(key, file, size, headers);
      return;
    }
    put(key, RequestBody.fromFile(file), headers);
  }

  /** Stores bytes. */
  public void put(String key, byte[] content, Headers headers) {
    put(key, RequestBody.fromBytes(content), headers);
  }

  private void put(String key, RequestBody content, Headers headers) {
    call(
        key,
        () ->
            s3.putObject(
                put ->
                    put.bucket(bucket)
                        .key(key)
                        .contentType(headers.contentType())
                        .cacheControl(headers.cacheControl()),
                content));
  }

  /** Copies an object of {@code size} bytes inside the bucket, its headers with it. */
  public void copy(String from, String to, long size, Headers headers) {
    if (size > limits.maxCopyBytes()) {
      copyInParts(from, to, size, headers);
      return;
    }
    call(
        to,
        () ->
            s3.copyObject(
                copy ->
                    copy.sourceBucket(bucket)
                        .sourceKey(from)
                        .destinationBucket(bucket)
                        .destinationKey(to)));
  }

  /** The content of an object that is small; absent when there is no such object. */
  public Optional<byte[]> find(String key) {
    try {
      return Optional.of(
          s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failure(e, key);
    }
  }

  /** Sizes in bytes of all objects whose keys begin with {@code prefix}, by key. */
  public Map<String, Long> list(String prefix) {
    return call(
        prefix,
        () -> {
          Map<String, Long> sizes = new HashMap<>();
          for (S3Object object :
              s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents()) {
            sizes.put(object.key(), object.size());
          }
          return sizes;
        });
  }

  /** Deletes objects; those that do not exist are deleted already. */
  public void delete(Collection<String> keys) {
    List<ObjectIdentifier> all =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    for (int from = 0; from < all.size(); from += MAX_DELETES) {
      List<ObjectIdentifier> some = all.subList(from, Math.min(from + MAX_DELETES, all.size()));
      call(
          some.getFirst().key(),
          () -> s3.deleteObjects(d -> d.bucket(bucket).delete(x -> x.objects(some).quiet(true))));
    }
  }

  private void putInParts(String key, Path file, long size, Headers headers) {
    long partSize = partSize(size, limits.putPartBytes());
    inParts(
        key,
        headers,
        uploadId -> {
          List<CompletedPart> parts = new ArrayList<>();
          for (long from = 0; from < size; from += partSize) {
            long length = Math.min(partSize, size - from);
            parts.add(uploadPart(key, uploadId, parts.size() + 1, file, from, length));
          }
          return parts;
        });
  }

  private CompletedPart uploadPart(
      String key, String uploadId, int number, Path file, long from, long length) {
    String etag =
        s3.uploadPart(
                part -> part.bucket(bucket).key(key).uploadId(uploadId).partNumber(number),
                RequestBody.fromContentProvider(
                    () -> FilePart.open(file, from, length), length, "application/octet-stream"))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private void copyInParts(String from, String to, long size, Headers headers) {
    long partSize = partSize(size, limits.copyPartBytes());
    inParts(
        to,
        headers,
        uploadId -> {
          List<CompletedPart> parts = new ArrayList<>();
          for (long start = 0; start < size; start += partSize) {
            String range = "bytes=" + start + "-" + (Math.min(start + partSize, size) - 1);
            parts.add(copyPart(from, to, uploadId, parts.size() + 1, range));
          }
          return parts;
        });
  }

  private CompletedPart copyPart(
      String from, String to, String uploadId, int number, String range) {
    String etag =
        s3.uploadPartCopy(
                part ->
                    part.sourceBucket(bucket)
                        .sourceKey(from)
                        .copySourceRange(range)
                        .destinationBucket(bucket)
                        .destinationKey(to)
                        .uploadId(uploadId)
                        .partNumber(number))
            .copyPartResult()
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private void inParts(String key, Headers headers, PartsOfUpload parts) {
    String uploadId =
        call(
            key,
            () ->
                s3.createMultipartUpload(
                        create ->
                            create
                                .bucket(bucket)
                                .key(key)
                                .contentType(headers.contentType())
                                .cacheControl(headers.cacheControl()))
                    .uploadId());
    boolean complete = false;
    try {
      List<CompletedPart> done = call(key, () -> parts.upload(uploadId));
      call(
          key,
          () ->
              s3.completeMultipartUpload(
                  all ->
                      all.bucket(bucket)
                          .key(key)
                          .uploadId(uploadId)
                          .multipartUpload(upload -> upload.parts(done))));
      complete = true;
    } finally {
      if (!complete) {
        abort(key, uploadId);
      }
    }
  }

  private void abort(String key, String uploadId) {
    // An interrupt that stopped the upload must not stop its removal.
    boolean interrupted = Thread.interrupted();
    try {
      call(
          key,
          () -> s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(uploadId)));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long partSize(long size, long least) {
    return Math.max(least, (size + MAX_PARTS - 1) / MAX_PARTS);
  }

  private <T> T call(String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failure(e, key);
    }
  }

  /** Here, what does not exist is no source: the bucket is a setting, a key is one of ours. */
  private WorkerFailure failure(SdkException e, String key) {
    if (e instanceof NoSuchBucketException) {
      return new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "The destination bucket " + bucket + " does not exist; create it or name another.",
          e);
    }
    if (e instanceof S3Exception answer && answer.statusCode() == 404) {
      return new WorkerFailure(
          ExitCode.IO_ERROR, uri(key) + " was removed while it was worked on.", e);
    }
    return S3Failures.of(e, uri(key));
  }

  private String uri(String key) {
    return "s3://" + bucket + "/" + key;
  }

  /** Uploads the parts of an upload and names them. */
  @FunctionalInterface
  private interface PartsOfUpload {
    List<CompletedPart> upload(String uploadId);
  }
}
