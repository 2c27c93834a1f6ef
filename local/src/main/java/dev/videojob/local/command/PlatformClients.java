package dev.videojob.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import dev.videojob.local.LocalEndpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What a user of the platform has: ordinary clients of S3, SQS and Mongo. */
final class PlatformClients implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonWriterSettings PLAIN =
      JsonWriterSettings.builder()
          .outputMode(JsonMode.RELAXED)
          .int64Converter((value, writer) -> writer.writeNumber(value.toString()))
          .build();

  private final LocalEndpoints endpoints;
  private final S3Client s3;
  private final SqsClient sqs;
  private final MongoClient mongo;

  PlatformClients(LocalEndpoints endpoints) {
    this.endpoints = endpoints;
    var credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(endpoints.accessKeyId(), endpoints.secretAccessKey()));
    var region = Region.of(endpoints.region());
    this.s3 =
        S3Client.builder()
            .endpointOverride(endpoints.s3())
            .region(region)
            .credentialsProvider(credentials)
            .forcePathStyle(true)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    this.sqs =
        SqsClient.builder()
            .endpointOverride(endpoints.sqs())
            .region(region)
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    this.mongo = MongoClients.create(endpoints.mongo().toString());
  }

  void upload(Path file, String key) {
    s3.putObject(put -> put.bucket(endpoints.inputBucket()).key(key), file);
  }

  /** Downloads everything under {@code prefix} of the output bucket, keys becoming paths. */
  void download(String prefix, Path folder) {
    s3
        .listObjectsV2Paginator(list -> list.bucket(endpoints.outputBucket()).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .forEach(
            key -> downloadTo(folder.resolve(key.substring(prefix.length())).normalize(), key));
  }

  private void downloadTo(Path target, String key) {
    try {
      Files.createDirectories(target.getParent());
      Files.deleteIfExists(target);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
    s3.getObject(get -> get.bucket(endpoints.outputBucket()).key(key), target);
  }

  /** The metadata document of a VideoJob. */
  Optional<JsonNode> metadata(String uid) {
    var document =
        mongo
            .getDatabase(endpoints.mongoDatabase())
            .getCollection("videojobs")
            .find(Filters.eq("_id", uid))
            .first();
    return Optional.ofNullable(document).map(found -> parse(found.toJson(PLAIN)));
  }

  /** All messages that the processed queue holds by now. */
  List<Message> processed() {
    return drain(endpoints.processedQueueUrl());
  }

  /** All dead letters by now. */
  List<Message> deadLetters() {
    return drain(endpoints.deadLetterQueueUrl());
  }

  private List<Message> drain(String queueUrl) {
    var all = new ArrayList<Message>();
    while (true) {
      var batch =
          sqs.receiveMessage(
                  receive ->
                      receive
                          .queueUrl(queueUrl)
                          .maxNumberOfMessages(10)
                          .messageAttributeNames("All"))
              .messages();
      if (batch.isEmpty()) {
        return all;
      }
      all.addAll(batch);
    }
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + json, e);
    }
  }

  @Override
  public void close() {
    s3.close();
    sqs.close();
    mongo.close();
  }
}
