package dev.videojob.chaos.storm;

/** A way from operator and workers to something that they depend on; Toxiproxy is in each. */
public enum Link {
  SQS("sqs", 9324),
  S3("s3", 9000),
  STORE("ferretdb", 27017);

  private final String service;
  private final int port;

  Link(String service, int port) {
    this.service = service;
    this.port = port;
  }

  /** The Service by which it is called. */
  public String service() {
    return service;
  }

  /** The Service that leads there without Toxiproxy. */
  public String directService() {
    return service + "-direct";
  }

  /** Its port, the same on both ways. */
  public int port() {
    return port;
  }
}
