package dev.videojob.worker.testing;

import dev.videojob.worker.s3.S3Clients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** S3 in this process, with a bucket {@code uploads} and a bucket {@code renditions}. */
public final class TestS3 implements AutoCloseable {
  public static final String IN = "uploads";
  public static final String OUT = "renditions";
  private static final String KEY = "test-key";
  private static final String SECRET = "test-secret";

  private final S3Proxy proxy;
  private final URI endpoint;
  private final S3Client client;

  private TestS3(S3Proxy proxy, URI endpoint, S3Client client) {
    this.proxy = proxy;
    this.endpoint = endpoint;
    this.client = client;
  }

  /** Starts it; objects are files under {@code folder}. */
  public static TestS3 start(Path folder) {
    FilesystemNio2BlobStore store = new FilesystemNio2BlobStore(folder.toString());
    store.createContainer(IN);
    store.createContainer(OUT);
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not start", e);
    }
    URI endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
    S3Client client =
        S3Clients.builder(Map.of("AWS_ENDPOINT_URL_S3", endpoint.toString()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
            .region(Region.US_EAST_1)
            .build();
    return new TestS3(proxy, endpoint, client);
  }

  /** A client of it, as the worker makes it. */
  public S3Client client() {
    return client;
  }

  /** The environment that a program needs to reach it. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3",
        endpoint.toString(),
        "AWS_REGION",
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }

  /** Stores a file in the bucket {@code uploads}. */
  public void upload(String key, Path file) {
    client.putObject(put -> put.bucket(IN).key(key), RequestBody.fromFile(file));
  }

  /** Stores text in the bucket {@code renditions}. */
  public void put(String key, String content) {
    client.putObject(put -> put.bucket(OUT).key(key), RequestBody.fromString(content));
  }

  /** Keys of the bucket {@code renditions} under {@code prefix}, in order. */
  public List<String> keys(String prefix) {
    TreeSet<String> keys = new TreeSet<>();
    for (S3Object object :
        client.listObjectsV2Paginator(list -> list.bucket(OUT).prefix(prefix)).contents()) {
      keys.add(object.key());
    }
    return List.copyOf(keys);
  }

  /** Content of an object of the bucket {@code renditions}. */
  public String text(String key) {
    return client.getObjectAsBytes(get -> get.bucket(OUT).key(key)).asUtf8String();
  }

  /**
   * Brings everything under {@code prefix} of the bucket {@code renditions} into {@code folder}.
   */
  public void download(String prefix, Path folder) {
    for (String key : keys(prefix)) {
      Path file = folder.resolve(key.substring(prefix.length()));
      try {
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, client.getObjectAsBytes(get -> get.bucket(OUT).key(key)).asByteArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not stop", e);
    }
  }
}
