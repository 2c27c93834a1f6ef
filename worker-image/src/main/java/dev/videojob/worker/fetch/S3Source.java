package dev.videojob.worker.fetch;

import dev.videojob.worker.s3.S3Address;
import dev.videojob.worker.s3.S3Failures;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A source in S3. */
public final class S3Source implements RemoteSource {
  private final S3Client s3;
  private final S3Address address;
  private final @Nullable String versionId;

  public S3Source(S3Client s3, S3Address address, @Nullable String versionId) {
    this.s3 = s3;
    this.address = address;
    this.versionId = versionId;
  }

  @Override
  public Facts facts() {
    try {
      HeadObjectResponse head =
          s3.headObject(h -> h.bucket(address.bucket()).key(address.key()).versionId(versionId));
      String etag = head.eTag() == null ? null : head.eTag().replace("\"", "");
      return new Facts(head.contentLength(), etag, head.versionId(), true);
    } catch (SdkException e) {
      throw S3Failures.of(e, "The source " + address);
    }
  }

  @Override
  public InputStream open(Facts facts, long from, long to) throws IOException {
    try {
      return s3.getObject(
          get ->
              get.bucket(address.bucket())
                  .key(address.key())
                  .versionId(versionId)
                  .ifMatch(facts.etag())
                  .range("bytes=" + from + "-" + (to - 1)));
    } catch (AwsServiceException e) {
      throw S3Failures.of(e, "The source " + address);
    } catch (SdkException e) {
      throw new IOException(e);
    }
  }
}
