package dev.videojob.operator.intake.source;

/** Tells FIFO queues from standard ones: SQS has their names end in {@code .fifo}. */
public final class FifoQueues {
  private FifoQueues() {}

  public static boolean isFifo(String queueUrl) {
    return queueUrl.endsWith(".fifo");
  }
}
