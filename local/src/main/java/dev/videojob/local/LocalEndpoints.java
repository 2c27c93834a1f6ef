package dev.videojob.local;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a running platform is, and what lets a client in.
 *
 * @param sqs the base URI of SQS
 * @param s3 the base URI of S3
 * @param region the region to sign for
 * @param accessKeyId the access key id
 * @param secretAccessKey its secret
 * @param mongo the URI of the metadata store
 * @param mongoDatabase the database in it
 * @param queueUrl the source queue
 * @param deadLetterQueueUrl the dead-letter queue
 * @param processedQueueUrl the queue of news about finished work
 * @param inputBucket the bucket to upload to
 * @param outputBucket the bucket of the results
 * @param kubernetes the base URI of the API server
 */
public record LocalEndpoints(
    URI sqs,
    URI s3,
    String region,
    String accessKeyId,
    String secretAccessKey,
    URI mongo,
    String mongoDatabase,
    String queueUrl,
    String deadLetterQueueUrl,
    String processedQueueUrl,
    String inputBucket,
    String outputBucket,
    URI kubernetes) {

  /**
   * The endpoints as environment variables, by the names that SDKs and the operator read.
   *
   * @return an unmodifiable map in a fixed order
   */
  public Map<String, String> asEnvironment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL_SQS", sqs.toString());
    environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
    environment.put("AWS_REGION", region);
    environment.put("AWS_ACCESS_KEY_ID", accessKeyId);
    environment.put("AWS_SECRET_ACCESS_KEY", secretAccessKey);
    environment.put("MONGODB_URI", mongo.toString());
    environment.put("MONGODB_DATABASE", mongoDatabase);
    environment.put("VIDEOJOB_QUEUE_URL", queueUrl);
    environment.put("VIDEOJOB_DLQ_URL", deadLetterQueueUrl);
    environment.put("VIDEOJOB_PROCESSED_QUEUE_URL", processedQueueUrl);
    environment.put("VIDEOJOB_INPUT_BUCKET", inputBucket);
    environment.put("VIDEOJOB_OUTPUT_BUCKET", outputBucket);
    environment.put("KUBERNETES_MASTER", kubernetes.toString());
    return Collections.unmodifiableMap(environment);
  }
}
