package dev.videojob.local.command;

import dev.videojob.local.queue.LocalSqs;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stand-in sqs}: SQS alone. */
@Command(
    name = "sqs",
    mixinStandardHelpOptions = true,
    description = {
      "Runs SQS (ElasticMQ, in memory) for everybody who reaches this machine.",
      "It takes any credentials. Queues that are not named here can be made by CreateQueue.",
      "Messages are redriven to the dead-letter queue after 20 receives; the visibility timeout is"
          + " 30 s."
    })
public final class SqsStandInCommand implements Callable<Integer> {
  private static final String HOST_OF_THE_REQUEST = "*";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, on every address. Default: ${DEFAULT-VALUE}.",
      defaultValue = "9324")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = {
        "Name or address by which clients reach it: the host of the queue URLs that it answers",
        "with. Default: the host that each request was sent to."
      },
      defaultValue = HOST_OF_THE_REQUEST)
  private String host = HOST_OF_THE_REQUEST;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Region that queue ARNs carry. Default: ${DEFAULT-VALUE}.",
      defaultValue = "us-east-1")
  private String region = "us-east-1";

  @Option(
      names = "--queue",
      paramLabel = "NAME[:DLQ]",
      description = "Queue to make, with its dead-letter queue after a colon. May be repeated.")
  private List<String> queues = List.of();

  @Override
  public Integer call() throws InterruptedException {
    var sqs =
        LocalSqs.start(
            new LocalSqs.Address("0.0.0.0", port, host),
            region,
            queues.stream().map(SqsStandInCommand::queue).toList());
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("SQS listens on port " + port + "; queues: " + String.join(", ", queues));
    out.flush();
    return UntilStopped.run(sqs);
  }

  private static LocalSqs.Queue queue(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new LocalSqs.Queue(text, null)
        : new LocalSqs.Queue(text.substring(0, colon), text.substring(colon + 1));
  }
}
