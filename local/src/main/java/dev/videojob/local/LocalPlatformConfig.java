package dev.videojob.local;

import dev.videojob.local.queue.LocalSqs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param parentDirectory where the platform makes the one directory that it works in and removes at
 *     its end
 * @param ports where the servers listen
 * @param images the command that stands for each image of a container
 * @param queues the names of the queues
 * @param inputBucket the bucket whose new objects are told to the source queue
 * @param outputBucket the bucket for what is made of them
 * @param region the region of queues and buckets
 * @param credentials what lets a client into S3; SQS takes any
 * @param mongoDatabase the name of the metadata database
 */
public record LocalPlatformConfig(
    Path parentDirectory,
    Ports ports,
    Map<String, List<String>> images,
    LocalSqs.Queues queues,
    String inputBucket,
    String outputBucket,
    String region,
    Credentials credentials,
    String mongoDatabase) {

  /** Copies the images, in their order. */
  public LocalPlatformConfig {
    images = Map.copyOf(images);
  }

  /**
   * Where the servers listen on the loopback address; 0 is any free port.
   *
   * @param sqs the port of SQS
   * @param s3 the port of S3
   * @param mongo the port of Mongo
   * @param kubernetes the port of the API server
   */
  public record Ports(int sqs, int s3, int mongo, int kubernetes) {
    /** Any free ports. */
    public static final Ports ANY = new Ports(0, 0, 0, 0);
  }

  /**
   * An access key.
   *
   * @param accessKeyId its id
   * @param secretAccessKey its secret
   */
  public record Credentials(String accessKeyId, String secretAccessKey) {}

  /**
   * Starts from the defaults: free ports, no images, the system's temporary directory.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a configuration; what is not set keeps its default. */
  public static final class Builder {
    private final Map<String, List<String>> images = new LinkedHashMap<>();
    private Path parentDirectory = Path.of(System.getProperty("java.io.tmpdir"));
    private Ports ports = Ports.ANY;
    private LocalSqs.Queues queues = LocalSqs.Queues.DEFAULT;
    private String inputBucket = "videos-in";
    private String outputBucket = "videos-out";
    private String region = "us-east-1";
    private Credentials credentials = new Credentials("local", "local-secret");
    private String mongoDatabase = "videojob";

    private Builder() {}

    /**
     * Sets where the platform makes its directory.
     *
     * @param directory an existing directory
     * @return this
     */
    public Builder parentDirectory(Path directory) {
      this.parentDirectory = directory;
      return this;
    }

    /**
     * Sets where the servers listen.
     *
     * @param ports the ports
     * @return this
     */
    public Builder ports(Ports ports) {
      this.ports = ports;
      return this;
    }

    /**
     * Says what command an image is.
     *
     * @param name the image's name as in a container
     * @param entrypoint the command, followed by the container's arguments
     * @return this
     */
    public Builder image(String name, List<String> entrypoint) {
      images.put(name, List.copyOf(entrypoint));
      return this;
    }

    /**
     * Sets the names of the queues.
     *
     * @param queues the names
     * @return this
     */
    public Builder queues(LocalSqs.Queues queues) {
      this.queues = queues;
      return this;
    }

    /**
     * Sets the names of the buckets.
     *
     * @param input the bucket whose new objects are told
     * @param output the other bucket
     * @return this
     */
    public Builder buckets(String input, String output) {
      this.inputBucket = input;
      this.outputBucket = output;
      return this;
    }

    /**
     * Sets the region.
     *
     * @param region an AWS region's name
     * @return this
     */
    public Builder region(String region) {
      this.region = region;
      return this;
    }

    /**
     * Sets what lets a client in.
     *
     * @param credentials an access key
     * @return this
     */
    public Builder credentials(Credentials credentials) {
      this.credentials = credentials;
      return this;
    }

    /**
     * Sets the name of the metadata database.
     *
     * @param database the name
     * @return this
     */
    public Builder mongoDatabase(String database) {
      this.mongoDatabase = database;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the configuration
     */
    public LocalPlatformConfig build() {
      return new LocalPlatformConfig(
          parentDirectory,
          ports,
          images,
          queues,
          inputBucket,
          outputBucket,
          region,
          credentials,
          mongoDatabase);
    }
  }
}
