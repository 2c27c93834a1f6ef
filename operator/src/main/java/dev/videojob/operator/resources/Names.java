package dev.videojob.operator.resources;

/** Labels, annotations and finalizers that the operator writes and reads. */
public final class Names {
  /** Label of everything of ours: name of the VideoQueue. */
  public static final String QUEUE_LABEL = "videojob.dev/queue";

  /** Label of Jobs and pods: name of the VideoJob. */
  public static final String JOB_LABEL = "videojob.dev/videojob";

  /**
   * Label of VideoJobs: digest of the id of the message they came from; finds its other records.
   */
  public static final String MESSAGE_LABEL = "videojob.dev/message";

  /** Annotation of VideoJobs: the lease on their message, as JSON. */
  public static final String LEASE_ANNOTATION = "videojob.dev/lease";

  /** Annotation of VideoJobs: records of their message that ended and are gone, by index. */
  public static final String ENDED_RECORDS_ANNOTATION = "videojob.dev/ended-records";

  /**
   * Annotation of VideoJobs that the intake made with a slot in hand: the status that says so, as a
   * creation carries none.
   */
  public static final String FIRST_STATUS_ANNOTATION = "videojob.dev/first-status";

  /**
   * Annotation of VideoJobs that came from a message: digest of the work's identity. It tells a
   * VideoJob of this work from one that happens to have its name.
   */
  public static final String IDENTITY_ANNOTATION = "videojob.dev/identity";

  /**
   * Annotation of what was made over HTTP: digest of the caller, of their key and of the request.
   * It tells the same request, sent again, from another one under its key.
   */
  public static final String REQUEST_ANNOTATION = "videojob.dev/request";

  /** Finalizer of VideoJobs: their message is settled before they go. */
  public static final String FINALIZER = "videojob.dev/settle";

  /** Which Job a pod is of; the Job controller's. */
  public static final String JOB_NAME_LABEL = "batch.kubernetes.io/job-name";

  public static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
  public static final String MANAGED_BY = "videojob-operator";

  private Names() {}
}
