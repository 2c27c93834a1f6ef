package dev.videojob.bench.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.bench.QueueMessages;
import dev.videojob.operator.intake.source.Lease;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Fills namespaces with copies of a specimen, as an operator would have left them. */
final class Population {
  /**
   * How many VideoJobs there are to be.
   *
   * @param finished that have ended long ago
   * @param live whose pods run
   */
  record Size(int finished, int live) {}

  private final ApiConnections connections;
  private final QueueMessages messages;
  private final Specimen specimen;

  Population(ApiConnections connections, QueueMessages messages, Specimen specimen) {
    this.connections = connections;
    this.messages = messages;
    this.specimen = specimen;
  }

  /** Makes VideoJobs that have succeeded and are settled. */
  void finished(BenchNamespace namespace, int count) throws InterruptedException {
    connections.each(
        count,
        (connection, number) -> {
          var lease = new Lease(UUID.randomUUID().toString(), "gone", Instant.now(), 1);
          var copy = specimen.copy(namespace.name(), "finished-%06d".formatted(number), lease);
          connection.create(namespace.videoJobs(), copy.finishedVideoJob());
          putStatus(connection, namespace, copy.name(), copy.settledStatus().toString());
        });
  }

  /**
   * Makes VideoJobs that run: each has a message that is held, and a Job whose status says that its
   * pod is ready. There is no pod.
   *
   * @return their names
   */
  List<String> live(BenchNamespace namespace, String prefix, int count)
      throws InterruptedException {
    messages.sendAll(namespace.queueUrl(), prefix, count);
    var leases = messages.hold(namespace.queueUrl(), count);
    var names =
        IntStream.range(0, count).mapToObj(number -> "%s-%06d".formatted(prefix, number)).toList();
    connections.each(
        count,
        (connection, number) ->
            live(
                connection,
                namespace,
                specimen.copy(namespace.name(), names.get(number), leases.get(number))));
    return names;
  }

  private static void live(ApiConnection connection, BenchNamespace namespace, Specimen.Copy copy) {
    var made =
        BenchNamespace.parsed(connection.create(namespace.videoJobs(), copy.runningVideoJob()));
    putStatus(connection, namespace, copy.name(), copy.runningStatus().toString());
    connection.create(namespace.jobs(), copy.unmanagedJob(made.at("/metadata/uid").asText()));
    connection.merge(
        namespace.jobs() + "/" + copy.name() + "-1/status",
        "{\"status\":{\"active\":1,\"ready\":1,\"startTime\":\"%s\"}}"
            .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
  }

  private static void putStatus(
      ApiConnection connection, BenchNamespace namespace, String name, String status) {
    connection.merge(namespace.videoJobs() + "/" + name + "/status", "{\"status\":" + status + "}");
  }

  /**
   * Sends what an operator sends for one job from its message to its end, and nothing else: the
   * VideoJob, its Job, and the status three times.
   */
  void writesOfOneJob(ApiConnection connection, BenchNamespace namespace, String name) {
    var lease = new Lease(UUID.randomUUID().toString(), "none", Instant.now(), 1);
    var copy = specimen.copy(namespace.name(), name, lease);
    var made =
        (ObjectNode)
            BenchNamespace.parsed(connection.create(namespace.videoJobs(), copy.runningVideoJob()));
    connection.create(namespace.jobs(), copy.job(made.at("/metadata/uid").asText()));
    for (var status : List.of(copy.runningStatus(), copy.endedStatus(), copy.settledStatus())) {
      made.set("status", status);
      made =
          (ObjectNode)
              BenchNamespace.parsed(
                  connection.replace(
                      namespace.videoJobs() + "/" + name + "/status", made.toString()));
    }
  }
}
