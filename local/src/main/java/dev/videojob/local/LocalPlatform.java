package dev.videojob.local;

import dev.videojob.local.kubelet.LocalKubelet;
import dev.videojob.local.metadata.LocalMongo;
import dev.videojob.local.objects.LocalS3;
import dev.videojob.local.queue.LocalSqs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the operator needs around it, in this JVM and on the loopback address: SQS, S3
 * that tells of uploads, a Mongo-compatible store, and a Kubernetes cluster that runs pods as
 * processes.
 */
public final class LocalPlatform implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPlatform.class);

  private final Path directory;
  private final LocalSqs sqs;
  private final LocalS3 s3;
  private final LocalMongo mongo;
  private final LocalCluster cluster;
  private final LocalEndpoints endpoints;

  private LocalPlatform(
      LocalPlatformConfig config,
      Path directory,
      LocalSqs sqs,
      LocalS3 s3,
      LocalMongo mongo,
      LocalCluster cluster) {
    this.directory = directory;
    this.sqs = sqs;
    this.s3 = s3;
    this.mongo = mongo;
    this.cluster = cluster;
    this.endpoints = endpointsOf(config, sqs, s3, mongo, cluster);
  }

  /**
   * Starts all parts at the same time.
   *
   * @param config what to start
   * @return the running platform
   * @throws IllegalStateException if a part does not start; the others are stopped then
   */
  public static LocalPlatform start(LocalPlatformConfig config) {
    long begin = System.nanoTime();
    Path directory = newDirectory(config.parentDirectory());
    List<AutoCloseable> started = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<LocalSqs> sqs =
          part(
              threads,
              started,
              () -> LocalSqs.start(config.ports().sqs(), config.region(), config.queues()));
      CompletableFuture<LocalS3> s3 = part(threads, started, () -> startS3(config, directory, sqs));
      CompletableFuture<LocalMongo> mongo =
          part(threads, started, () -> LocalMongo.start(config.ports().mongo()));
      CompletableFuture<LocalCluster> cluster =
          part(
              threads,
              started,
              () ->
                  LocalCluster.start(
                      config.ports().kubernetes(), directory.resolve("pods"), config.images()));
      CompletableFuture.allOf(sqs, s3, mongo, cluster).join();
      LOG.info("the local platform is up after {} ms", millisSince(begin));
      return new LocalPlatform(
          config, directory, sqs.join(), s3.join(), mongo.join(), cluster.join());
    } catch (CompletionException e) {
      started.forEach(LocalPlatform::closeQuietly);
      delete(directory);
      throw new IllegalStateException(
          "the local platform did not start: " + messageOf(e), e.getCause());
    }
  }

  private static LocalS3 startS3(
      LocalPlatformConfig config, Path directory, CompletableFuture<LocalSqs> sqs) {
    return LocalS3.start(
        LocalS3.Options.loopback(
            directory.resolve("objects"),
            config.ports().s3(),
            config.region(),
            config.credentials().accessKeyId(),
            config.credentials().secretAccessKey(),
            List.of(config.inputBucket(), config.outputBucket())),
        Map.of(
            config.inputBucket(),
            notification -> sqs.join().send(config.queues().source(), notification)));
  }

  private static <T extends AutoCloseable> CompletableFuture<T> part(
      ExecutorService threads, List<AutoCloseable> started, Callable<T> start) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            T part = start.call();
            started.add(part);
            return part;
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  private static LocalEndpoints endpointsOf(
      LocalPlatformConfig config,
      LocalSqs sqs,
      LocalS3 s3,
      LocalMongo mongo,
      LocalCluster cluster) {
    return new LocalEndpoints(
        sqs.endpoint(),
        s3.endpoint(),
        config.region(),
        config.credentials().accessKeyId(),
        config.credentials().secretAccessKey(),
        mongo.uri(),
        config.mongoDatabase(),
        sqs.queueUrl(config.queues().source()),
        sqs.queueUrl(config.queues().deadLetters()),
        sqs.queueUrl(config.queues().processed()),
        config.inputBucket(),
        config.outputBucket(),
        cluster.endpoint());
  }

  /**
   * Where everything is.
   *
   * @return the endpoints
   */
  public LocalEndpoints endpoints() {
    return endpoints;
  }

  /**
   * The kubelet, to read what pods print.
   *
   * @return the kubelet
   */
  public LocalKubelet kubelet() {
    return cluster.kubelet();
  }

  /**
   * A client of the API server.
   *
   * @return a new client, the caller's to close
   */
  public KubernetesClient newKubernetesClient() {
    return LocalCluster.clientOf(cluster.endpoint());
  }

  /** Ends the pods' processes, then the servers, and removes every file. Takes less than 10 s. */
  @Override
  public void close() {
    long begin = System.nanoTime();
    closeQuietly(cluster);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Stream.of(s3, sqs, mongo).forEach(part -> threads.execute(() -> closeQuietly(part)));
    }
    delete(directory);
    LOG.info("the local platform is down after {} ms", millisSince(begin));
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
    }
  }

  private static Path newDirectory(Path parent) {
    try {
      return Files.createTempDirectory(parent, "videojob-local-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory in " + parent, e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", directory, e.toString());
    }
  }

  private static String messageOf(CompletionException e) {
    return e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
  }

  private static long millisSince(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }
}
