package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One source of work, with what applies to all work that comes from it. */
@JsonClassDescription("Where work comes from and what applies to all of it.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record VideoQueueSpec(
    @JsonPropertyDescription(
            "The SQS queues. Without it the queue takes only VideoJobs that name it in queueRef.")
        @Nullable Sqs sqs,
    @Default("hls-ladder")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
        @JsonPropertyDescription("Profile of work that names none.")
        String profile,
    @JsonPropertyDescription("Where outputs of work go that names no destination.")
        @Nullable DestinationTemplate destination,
    @Default("{}") @JsonPropertyDescription("How fields of plain JSON messages are read.")
        Mapping mapping,
    @Size(max = 32)
        @ValidationRule(value = Rules.ONE_TASK_A_CLASS, message = Rules.ONE_TASK_A_CLASS_SAYS)
        @JsonPropertyDescription(
            "What is done with messages of a class, other than a transcode; written into the task of"
                + " the VideoJobs that are made of them.")
        List<ClassTask> tasks,
    @Default("{}") @JsonPropertyDescription("How much may run at once.") Limits limits,
    @Default("{}") @JsonPropertyDescription("What happens after a failed attempt.") Retry retry,
    @Default("{}") @JsonPropertyDescription("What the Jobs look like.") Template template,
    @Default("{}")
        @JsonPropertyDescription(
            "How long finished VideoJobs that came from messages are kept. The operator deletes them"
                + " then, and remembers that their work is done.")
        Retention retention,
    @Default("false")
        @JsonPropertyDescription(
            "True stops receiving and starting; what runs goes on, messages stay in the queue.")
        Boolean suspend) {

  public static final String DEFAULT_PROFILE = "hls-ladder";

  public VideoQueueSpec {
    profile = requireNonNullElse(profile, DEFAULT_PROFILE);
    mapping = requireNonNullElse(mapping, Mapping.DEFAULT);
    tasks = tasks == null ? List.of() : List.copyOf(tasks);
    limits = requireNonNullElse(limits, Limits.DEFAULT);
    retry = requireNonNullElse(retry, Retry.DEFAULT);
    template = requireNonNullElse(template, Template.DEFAULT);
    retention = requireNonNullElse(retention, Retention.DEFAULT);
    suspend = requireNonNullElse(suspend, false);
  }

  /** What is done with messages of a class; empty for a transcode. */
  public Optional<TaskSpec> taskOf(@Nullable String className) {
    return tasks.stream()
        .filter(entry -> entry.className() != null && entry.className().equals(className))
        .findFirst()
        .or(() -> tasks.stream().filter(entry -> entry.className() == null).findFirst())
        .map(ClassTask::task);
  }

  /** What is done with messages of a class. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record ClassTask(
      @Size(min = 1, max = 63)
          @ValidationRule(value = Rules.CLASS_NAME, message = Rules.CLASS_NAME_SAYS)
          @JsonPropertyDescription(
              "Class of work, as mapping.className finds it. Default: all that no other entry names.")
          @Nullable String className,
      @JsonPropertyDescription("What is done. Default: a transcode.") @Nullable TaskSpec task) {}

  /** The SQS side of a queue. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.deadLetterQueueUrl) || self.deadLetterQueueUrl != self.queueUrl",
      fieldPath = ".deadLetterQueueUrl",
      message = "must be another queue than queueUrl, or dead letters would be received again")
  @ValidationRule(
      value = "!has(self.processedQueueUrl) || self.processedQueueUrl != self.queueUrl",
      fieldPath = ".processedQueueUrl",
      message = "must be another queue than queueUrl, or outcomes would be received as work")
  @ValidationRule(
      value =
          "!has(self.processedQueueUrl) || !has(self.deadLetterQueueUrl)"
              + " || self.processedQueueUrl != self.deadLetterQueueUrl",
      fieldPath = ".processedQueueUrl",
      message = "must be another queue than deadLetterQueueUrl, which holds failed messages only")
  @RecordBuilder
  public record Sqs(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.QUEUE_URL, message = Rules.QUEUE_URL_SAYS)
          @JsonPropertyDescription("URL of the queue to receive from.")
          String queueUrl,
      @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.QUEUE_URL, message = Rules.QUEUE_URL_SAYS)
          @JsonPropertyDescription(
              "URL of the queue that takes messages that cannot be worked on. Without it a failed"
                  + " job stays Failed and its message is deleted.")
          @Nullable String deadLetterQueueUrl,
      @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.QUEUE_URL, message = Rules.QUEUE_URL_SAYS)
          @JsonPropertyDescription("URL of the queue that is told of every outcome.")
          @Nullable String processedQueueUrl,
      @Size(min = 1, max = 63)
          @ValidationRule(value = Rules.REGION, message = Rules.REGION_SAYS)
          @JsonPropertyDescription(
              "AWS region. Default: that of the queue URL, then the operator's.")
          @Nullable String region,
      @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.ENDPOINT, message = Rules.ENDPOINT_SAYS)
          @JsonPropertyDescription("Endpoint to use instead of the region's own.")
          @Nullable String endpoint,
      @Default("120")
          @Min(10)
          @Max(43200)
          @JsonPropertyDescription(
              "Seconds for which a held message is kept invisible; renewed at a third of it.")
          Integer visibilityTimeoutSeconds,
      @Default("20")
          @Min(1)
          @Max(20)
          @JsonPropertyDescription("Seconds that one receive waits for a message.")
          Integer waitTimeSeconds) {

    public Sqs {
      visibilityTimeoutSeconds = requireNonNullElse(visibilityTimeoutSeconds, 120);
      waitTimeSeconds = requireNonNullElse(waitTimeSeconds, 20);
    }
  }

  /** A destination made from the source. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record DestinationTemplate(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.TEMPLATE_URI, message = Rules.TEMPLATE_URI_SAYS)
          @ValidationRule(value = Rules.PLACEHOLDERS, message = Rules.PLACEHOLDERS_SAY)
          @ValidationRule(value = Rules.DISTINCT_OUTPUTS, message = Rules.DISTINCT_OUTPUTS_SAYS)
          @JsonPropertyDescription(
              "s3://BUCKET/PREFIX; {bucket}, {key}, {stem} (the key without its extension), {name}"
                  + " (of the VideoJob) and {id} are replaced. Example: s3://videos-out/{stem}.")
          String uri) {}

  /**
   * Where fields of a plain JSON message are found: JSONPath expressions, the first that yields a
   * value wins.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Mapping(
      @Default("[\"$.video_id\", \"$.videoId\", \"$.job_id\", \"$.jobId\", \"$.id\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("The work's own id.")
          List<@Size(min = 1, max = 256) String> id,
      @Default("[\"$.url\", \"$.video_url\", \"$.videoUrl\", \"$.s3_key\", \"$.s3Key\", \"$.key\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("Address of the media: s3://, https:// or a key of the bucket.")
          List<@Size(min = 1, max = 256) String> url,
      @Default("[\"$.bucket\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("Bucket of a bare key.")
          List<@Size(min = 1, max = 256) String> bucket,
      @Size(min = 1, max = 255)
          @ValidationRule(value = Rules.BUCKET_NAME, message = Rules.BUCKET_NAME_SAYS)
          @JsonPropertyDescription("Bucket of a bare key where the message names none.")
          @Nullable String defaultBucket,
      @Default("[\"$.profile\", \"$.quality\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("Profile, or a quality such as 720p.")
          List<@Size(min = 1, max = 256) String> profile,
      @Size(max = 64)
          @ValidationRule(
              value = "self.all(word, self[word].matches(r'^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$'))",
              message =
                  "must hold names of TranscodeProfiles: lower-case letters, digits, '-' and '.', such as 1080p: hls-ladder")
          @JsonPropertyDescription("Profiles by the words that messages use, such as 1080p.")
          Map<String, @Size(min = 1, max = 253) String> profileAliases,
      @Default("[\"$.priority\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("high, medium, low or 0 to 100.")
          List<@Size(min = 1, max = 256) String> priority,
      @Default("[\"$.job_type\", \"$.jobType\", \"$.type\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("Class of work.")
          List<@Size(min = 1, max = 256) String> className,
      @Default("[\"$.payload\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("JSON object kept with the work.")
          List<@Size(min = 1, max = 256) String> payload,
      @Default("[\"$.metadata\"]")
          @Size(min = 1, max = 16)
          @ValidationRule(value = Rules.JSON_PATHS, message = Rules.JSON_PATHS_SAY)
          @JsonPropertyDescription("Facts copied to the metadata document.")
          List<@Size(min = 1, max = 256) String> metadata,
      @Default("MessageId")
          @JsonPropertyDescription(
              "What makes two messages the same work: MessageId (each message is work of its own) or"
                  + " MappedId (the same id is the same work).")
          Identity identity) {

    public static final Mapping DEFAULT = VideoQueueSpecMappingBuilder.builder().build();

    public Mapping {
      id = orDefault(id, "$.video_id", "$.videoId", "$.job_id", "$.jobId", "$.id");
      url = orDefault(url, "$.url", "$.video_url", "$.videoUrl", "$.s3_key", "$.s3Key", "$.key");
      bucket = orDefault(bucket, "$.bucket");
      profile = orDefault(profile, "$.profile", "$.quality");
      profileAliases = profileAliases == null ? Map.of() : Map.copyOf(profileAliases);
      priority = orDefault(priority, "$.priority");
      className = orDefault(className, "$.job_type", "$.jobType", "$.type");
      payload = orDefault(payload, "$.payload");
      metadata = orDefault(metadata, "$.metadata");
      identity = requireNonNullElse(identity, Identity.MESSAGE_ID);
    }

    private static List<String> orDefault(@Nullable List<String> given, String... paths) {
      return given == null || given.isEmpty() ? List.of(paths) : List.copyOf(given);
    }
  }

  /** What may run at once, and who goes first. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Limits(
      @Default("10")
          @Min(0)
          @Max(100000)
          @JsonPropertyDescription("Attempts of this queue that may live at once.")
          Integer maxJobs,
      @Size(max = 32)
          @ValidationRule(
              value = "self.all(one, self.exists_one(other, other.name == one.name))",
              message = "must name each class once; remove the entries whose name comes again")
          @JsonPropertyDescription("Lower limits for classes of work.")
          List<ClassLimit> classes,
      @Default("1")
          @Min(1)
          @Max(1000)
          @JsonPropertyDescription(
              "Share of the slots that this queue gets where all queues together want more than the"
                  + " operator allows: a queue of weight 3 gets three times as many as one of weight 1.")
          Integer weight,
      @Default("60")
          @Min(1)
          @Max(86400)
          @JsonPropertyDescription(
              "Seconds of waiting that count as much as one point of priority, so that low priorities"
                  + " get their turn: by default 0 passes a new 100 after 100 minutes. 86400 is as good"
                  + " as never.")
          Integer priorityAgeingSeconds,
      @JsonPropertyDescription(
              "Shares the queue's slots between those whom its work belongs to. Default: nobody is told"
                  + " apart, and who waits goes by priority and age alone.")
          @Nullable FairShare fairShare,
      @Default("UTC")
          @Size(min = 1, max = 64)
          @ValidationRule(value = Rules.TIME_ZONE, message = Rules.TIME_ZONE_SAYS)
          @JsonPropertyDescription("Time zone of peakWindows, such as Europe/Berlin.")
          String timeZone,
      @Size(max = 16)
          @ValidationRule(value = Rules.DISTINCT_WINDOWS, message = Rules.DISTINCT_WINDOWS_SAY)
          @ValidationRule(value = Rules.APART_WINDOWS, message = Rules.APART_WINDOWS_SAY)
          @JsonPropertyDescription("Times of the week at which other limits hold.")
          List<PeakWindow> peakWindows) {

    public static final Limits DEFAULT = VideoQueueSpecLimitsBuilder.builder().build();

    public Limits {
      maxJobs = requireNonNullElse(maxJobs, 10);
      classes = classes == null ? List.of() : List.copyOf(classes);
      weight = requireNonNullElse(weight, 1);
      priorityAgeingSeconds = requireNonNullElse(priorityAgeingSeconds, 60);
      timeZone = requireNonNullElse(timeZone, "UTC");
      peakWindows = peakWindows == null ? List.of() : List.copyOf(peakWindows);
    }
  }

  /**
   * Whom work belongs to, such as a tenant. Who has fewer attempts alive, in proportion to weight,
   * goes first.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.metadataKey) != has(self.sourceFolders)",
      message = "must have metadataKey or sourceFolders, and not both")
  @RecordBuilder
  public record FairShare(
      @Size(min = 1, max = 253)
          @JsonPropertyDescription(
              "Work with the same value under this key of spec.metadata belongs together, such as"
                  + " tenant. Work without the key belongs together too.")
          @Nullable String metadataKey,
      @Min(1)
          @Max(16)
          @JsonPropertyDescription(
              "Work whose sources have the same first folders belongs together; 1 is acme of"
                  + " s3://videos-in/acme/trailer.mp4.")
          @Nullable Integer sourceFolders,
      @Size(max = 128)
          @JsonPropertyDescription("Shares of those who are to get more than 1, by name.")
          Map<String, @Min(1) @Max(1000) Integer> weights) {

    public FairShare {
      weights = weights == null ? Map.of() : Map.copyOf(weights);
    }
  }

  /** A time of the week at which other limits hold. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record PeakWindow(
      @Default(
              "[\"Monday\", \"Tuesday\", \"Wednesday\", \"Thursday\", \"Friday\", \"Saturday\","
                  + " \"Sunday\"]")
          @Size(min = 1, max = 7)
          @JsonPropertyDescription("Days on which the window begins. Default: all.")
          List<Weekday> days,
      @Required
          @Size(min = 5, max = 5)
          @ValidationRule(value = Rules.TIME_OF_DAY, message = Rules.TIME_OF_DAY_SAYS)
          @JsonPropertyDescription("Time of day at which it begins, such as 06:00.")
          String start,
      @Required
          @Size(min = 5, max = 5)
          @ValidationRule(value = Rules.TIME_OF_DAY, message = Rules.TIME_OF_DAY_SAYS)
          @JsonPropertyDescription(
              "Time of day at which it is over, such as 21:00. One that is not later than start is of"
                  + " the next day.")
          String end,
      @Required
          @Min(0)
          @Max(10000)
          @JsonPropertyDescription(
              "What the limit is multiplied by, in percent: 150 is half as much again, 0 starts"
                  + " nothing.")
          Integer percent,
      @Default("false") @JsonPropertyDescription("Whether limits.classes are multiplied as well.")
          Boolean classes) {

    public PeakWindow {
      days = days == null || days.isEmpty() ? List.of(Weekday.values()) : List.copyOf(days);
      classes = requireNonNullElse(classes, false);
    }
  }

  /** The limit of one class. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record ClassLimit(
      @Required
          @Size(min = 1, max = 63)
          @ValidationRule(value = Rules.CLASS_NAME, message = Rules.CLASS_NAME_SAYS)
          @JsonPropertyDescription("Value of a VideoJob's className.")
          String name,
      @Required
          @Min(0)
          @Max(100000)
          @JsonPropertyDescription("Attempts of this class that may live at once.")
          Integer maxJobs) {}

  /** What happens after a failed attempt. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.initialDelaySeconds <= self.maxDelaySeconds",
      fieldPath = ".initialDelaySeconds",
      message = "must not be above maxDelaySeconds; lower it (its default is 10) or raise that")
  @ValidationRule(
      value =
          "!has(self.budgets) || !has(self.budgets.transient)"
              + " || self.budgets.transient <= self.maxAttempts",
      fieldPath = ".budgets.transient",
      message = Retry.BUDGET_SAYS)
  @ValidationRule(
      value =
          "!has(self.budgets) || !has(self.budgets.timeout)"
              + " || self.budgets.timeout <= self.maxAttempts",
      fieldPath = ".budgets.timeout",
      message = Retry.BUDGET_SAYS)
  @ValidationRule(
      value =
          "!has(self.budgets) || !has(self.budgets.resource)"
              + " || self.budgets.resource <= self.maxAttempts",
      fieldPath = ".budgets.resource",
      message = Retry.BUDGET_SAYS)
  @ValidationRule(
      value =
          "!has(self.budgets) || !has(self.budgets.start)"
              + " || self.budgets.start <= self.maxAttempts",
      fieldPath = ".budgets.start",
      message = Retry.BUDGET_SAYS)
  @RecordBuilder
  public record Retry(
      @Default("3")
          @Min(1)
          @Max(100)
          @JsonPropertyDescription("Attempts in all, the first included.")
          Integer maxAttempts,
      @Default("10")
          @Min(0)
          @Max(86400)
          @JsonPropertyDescription(
              "Seconds before the second attempt; doubled for each further one.")
          Integer initialDelaySeconds,
      @Default("600")
          @Min(0)
          @Max(86400)
          @JsonPropertyDescription("Ceiling of the delay in seconds.")
          Integer maxDelaySeconds,
      @Default("20")
          @Min(0)
          @Max(100)
          @JsonPropertyDescription("Random part of the delay, in percent of it, up or down.")
          Integer jitterPercent,
      @Default("20")
          @Min(0)
          @Max(1000)
          @JsonPropertyDescription("Free replacements after disruptions (drain, eviction) per job.")
          Integer maxDisruptions,
      @Default("16Gi")
          @Size(min = 1, max = 32)
          @ValidationRule(value = Rules.QUANTITY, message = Rules.QUANTITY_SAYS)
          @JsonPropertyDescription("Ceiling of the memory limit that is doubled after an OOM kill.")
          String maxMemory,
      @JsonPropertyDescription(
              "How many attempts may end in each class of failure. A class that is left out is bounded"
                  + " by maxAttempts alone.")
          @Nullable Budgets budgets) {

    static final String BUDGET_SAYS =
        "must not be above maxAttempts (its default is 3), which bounds all classes together; lower"
            + " it or raise that";

    public static final Retry DEFAULT = VideoQueueSpecRetryBuilder.builder().build();

    public Retry {
      maxAttempts = requireNonNullElse(maxAttempts, 3);
      initialDelaySeconds = requireNonNullElse(initialDelaySeconds, 10);
      maxDelaySeconds = requireNonNullElse(maxDelaySeconds, 600);
      jitterPercent = requireNonNullElse(jitterPercent, 20);
      maxDisruptions = requireNonNullElse(maxDisruptions, 20);
      maxMemory = requireNonNullElse(maxMemory, "16Gi");
    }
  }

  /**
   * How many attempts may end in a class of failure: the attempt that reaches the number is the
   * last, even where maxAttempts allows more. Null leaves a class to maxAttempts.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Budgets(
      @JsonProperty("transient")
          @Min(1)
          @Max(100)
          @JsonPropertyDescription(
              "Attempts that may end as Transient: I/O, throttling, a lost pod.")
          @Nullable Integer transients,
      @Min(1)
          @Max(100)
          @JsonPropertyDescription("Attempts that may end as Timeout: they took too long.")
          @Nullable Integer timeout,
      @Min(1)
          @Max(100)
          @JsonPropertyDescription("Attempts that may end as Resource: out of memory.")
          @Nullable Integer resource,
      @Min(1) @Max(100) @JsonPropertyDescription("Attempts that may end as Start: never started.")
          @Nullable Integer start) {}

  /** What the Jobs look like. A change applies to attempts that start after it. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Template(
      @Size(min = 1, max = 512)
          @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_SAYS)
          @JsonPropertyDescription("Worker image. Default: the operator's.")
          @Nullable String image,
      @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription("Service account of the pods. Default: the operator's setting.")
          @Nullable String serviceAccountName,
      @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription(
              "Secret whose keys become environment variables of the worker, such as"
                  + " AWS_ACCESS_KEY_ID. Default: the operator's setting.")
          @Nullable String credentialsSecret,
      @JsonPropertyDescription("CPU and memory. Default: the operator's setting.")
          @Nullable ResourceRequirements resources,
      @Size(min = 1, max = 32)
          @ValidationRule(value = Rules.QUANTITY, message = Rules.QUANTITY_SAYS)
          @JsonPropertyDescription("Scratch space as a Kubernetes quantity. Default: no bound.")
          @Nullable String scratchSize,
      @Size(max = 32)
          @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_SAY)
          @JsonPropertyDescription("Nodes that may run the pods, by label.")
          Map<String, @Size(max = 63) String> nodeSelector,
      @Size(max = 32) @JsonPropertyDescription("Taints that the pods tolerate.")
          List<Toleration> tolerations,
      @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription("Kubernetes priority class of the pods.")
          @Nullable String priorityClassName,
      @Size(max = 32)
          @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_SAY)
          @ValidationRule(value = Rules.OURS_LEFT_ALONE, message = Rules.OURS_LEFT_ALONE_SAYS)
          @JsonPropertyDescription("Labels added to Jobs and pods.")
          Map<String, @Size(max = 63) String> labels,
      @Size(max = 32)
          @ValidationRule(value = Rules.OURS_LEFT_ALONE, message = Rules.OURS_LEFT_ALONE_SAYS)
          @JsonPropertyDescription("Annotations added to pods.")
          Map<String, @Size(max = 4096) String> annotations,
      @Default("21600")
          @Min(1)
          @Max(604800)
          @JsonPropertyDescription("Seconds that one attempt may take from its start.")
          Integer timeoutSeconds,
      @Default("600")
          @Min(1)
          @Max(86400)
          @JsonPropertyDescription("Seconds within which a pod must start running.")
          Integer startDeadlineSeconds,
      @Default("120")
          @Min(5)
          @Max(86400)
          @JsonPropertyDescription("Seconds without progress after which the worker gives up.")
          Integer stallSeconds,
      @Default("30")
          @Min(1)
          @Max(3600)
          @JsonPropertyDescription("Seconds that a pod has to clean up when it is stopped.")
          Integer gracePeriodSeconds,
      @Default("600")
          @Min(30)
          @Max(604800)
          @JsonPropertyDescription(
              "Seconds for which a finished Job, with its pod and log, is kept.")
          Integer ttlSecondsAfterFinished) {

    public static final Template DEFAULT = VideoQueueSpecTemplateBuilder.builder().build();

    public Template {
      nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
      tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
      timeoutSeconds = requireNonNullElse(timeoutSeconds, 21600);
      startDeadlineSeconds = requireNonNullElse(startDeadlineSeconds, 600);
      stallSeconds = requireNonNullElse(stallSeconds, 120);
      gracePeriodSeconds = requireNonNullElse(gracePeriodSeconds, 30);
      ttlSecondsAfterFinished = requireNonNullElse(ttlSecondsAfterFinished, 600);
    }
  }

  /** How long finished VideoJobs are kept, counted from {@code status.settlement.settledAt}. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Retention(
      @Default("86400")
          @Min(0)
          @Max(31536000)
          @JsonPropertyDescription("Seconds for which a VideoJob that succeeded is kept (1 day).")
          Integer succeededSeconds,
      @Default("604800")
          @Min(0)
          @Max(31536000)
          @JsonPropertyDescription(
              "Seconds for which a VideoJob that failed or was dead-lettered is kept (7 days).")
          Integer failedSeconds) {

    public static final Retention DEFAULT = VideoQueueSpecRetentionBuilder.builder().build();

    public Retention {
      succeededSeconds = requireNonNullElse(succeededSeconds, 86400);
      failedSeconds = requireNonNullElse(failedSeconds, 604800);
    }
  }
}
