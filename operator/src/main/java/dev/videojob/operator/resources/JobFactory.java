package dev.videojob.operator.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.contract.CommandTask;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerTask;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The Job of one attempt. Pods run as the {@code restricted} Pod Security Standard asks, hold no
 * API token, and read their task from a file that the pod's own annotation fills, so that an
 * attempt costs one API write and nothing a user wrote becomes an argument or a variable.
 */
public final class JobFactory {
  static final String CONTAINER = "worker";
  static final String TASK_DIR = "/etc/videojob";
  static final String TASK_FILE = "task.json";
  static final String PAYLOAD_FILE = "payload.json";
  static final String SCRATCH_DIR = "/scratch";
  static final String TERMINATION_LOG = "/dev/termination-log";

  private final WorkerDefaults defaults;
  private final ObjectMapper json;

  public JobFactory(WorkerDefaults defaults, ObjectMapper json) {
    this.defaults = defaults;
    this.json = json;
  }

  /** The Job of {@code attempt}, owned by {@code videoJob}, in whose pod {@code work} is done. */
  public Job create(VideoJob videoJob, Attempt attempt, Terms.Agreed terms, Work.InPod work) {
    var labels = labels(videoJob, terms);
    return new JobBuilder()
        .withNewMetadata()
        .withName(attempt.jobName())
        .withNamespace(videoJob.getMetadata().getNamespace())
        .withLabels(labels)
        .withOwnerReferences(owner(videoJob))
        .endMetadata()
        .withNewSpec()
        .withParallelism(1)
        .withCompletions(1)
        .withBackoffLimit(0)
        .withPodReplacementPolicy("Failed")
        .withPodFailurePolicy(failurePolicy())
        .withActiveDeadlineSeconds(terms.timeout().toSeconds())
        .withTtlSecondsAfterFinished(terms.template().ttlSecondsAfterFinished())
        .withTemplate(pod(content(videoJob, attempt, terms, work), attempt, terms, labels))
        .endSpec()
        .build();
  }

  /** The reference by which our Jobs and Secrets name their VideoJob. */
  public static OwnerReference owner(VideoJob videoJob) {
    return new OwnerReferenceBuilder()
        .withApiVersion(videoJob.getApiVersion())
        .withKind(videoJob.getKind())
        .withName(videoJob.getMetadata().getName())
        .withUid(videoJob.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** A disruption is the Job controller's to replace, free of charge; any other end is ours. */
  private static PodFailurePolicy failurePolicy() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition("True", "DisruptionTarget")
        .endRule()
        .build();
  }

  private static Map<String, String> labels(VideoJob videoJob, Terms.Agreed terms) {
    var labels = new TreeMap<>(terms.template().labels());
    labels.put(Names.MANAGED_BY_LABEL, Names.MANAGED_BY);
    labels.put(Names.JOB_LABEL, AttemptNames.labelValue(videoJob.getMetadata().getName()));
    if (videoJob.getSpec().queueRef() != null) {
      labels.put(Names.QUEUE_LABEL, AttemptNames.labelValue(videoJob.getSpec().queueRef()));
    }
    return labels;
  }

  private PodContent content(
      VideoJob videoJob, Attempt attempt, Terms.Agreed terms, Work.InPod work) {
    var template = terms.template();
    return switch (work) {
      case Work.Transcode transcode ->
          new PodContent(
              Objects.requireNonNullElse(template.image(), defaults.image()),
              List.of(),
              List.of(),
              firstOf(template.serviceAccountName(), defaults.serviceAccount()),
              firstOf(template.credentialsSecret(), defaults.credentialsSecret()),
              Map.of(
                  WorkerEnvironment.TASK_ANNOTATION,
                  written(task(videoJob, attempt, terms.template(), transcode))),
              Map.of());
      case Work.Command command -> content(videoJob, attempt, template, command);
    };
  }

  /** What the operator gives its own worker is not given to just any image. */
  private PodContent content(
      VideoJob videoJob, Attempt attempt, VideoQueueSpec.Template template, Work.Command command) {
    return new PodContent(
        command.spec().image(),
        command.spec().command(),
        command.spec().args(),
        template.serviceAccountName(),
        template.credentialsSecret(),
        Map.of(
            WorkerEnvironment.TASK_ANNOTATION,
            written(task(videoJob, attempt, command)),
            WorkerEnvironment.PAYLOAD_ANNOTATION,
            written(Objects.requireNonNullElse(videoJob.getSpec().payload(), Map.of()))),
        Map.of(
            WorkerEnvironment.PAYLOAD_FILE,
            TASK_DIR + "/" + PAYLOAD_FILE,
            "HOME",
            SCRATCH_DIR,
            "TMPDIR",
            SCRATCH_DIR));
  }

  private PodTemplateSpec pod(
      PodContent content, Attempt attempt, Terms.Agreed terms, Map<String, String> labels) {
    var annotations = new TreeMap<>(terms.template().annotations());
    annotations.put("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");
    annotations.put("karpenter.sh/do-not-disrupt", "true");
    annotations.putAll(content.files());
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSpec(podSpec(content, attempt, terms).build())
        .build();
  }

  private PodSpecBuilder podSpec(PodContent content, Attempt attempt, Terms.Agreed terms) {
    var template = terms.template();
    var secret = content.credentialsSecret();
    var spec =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withServiceAccountName(content.serviceAccount())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(template.gracePeriodSeconds().longValue())
            .withNodeSelector(template.nodeSelector())
            .withTolerations(template.tolerations())
            .withPriorityClassName(template.priorityClassName())
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(10001L)
            .withRunAsGroup(10001L)
            .withFsGroup(10001L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withVolumes(taskVolume(content.files()), scratchVolume(template.scratchSize()))
            .addNewContainer()
            .withName(CONTAINER)
            .withImage(content.image())
            .withCommand(content.command())
            .withArgs(content.args())
            .withImagePullPolicy("IfNotPresent")
            .withEnv(environment(content))
            .withResources(resources(attempt, terms))
            .withTerminationMessagePath(TERMINATION_LOG)
            .withTerminationMessagePolicy("File")
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .addNewVolumeMount()
            .withName("task")
            .withMountPath(TASK_DIR)
            .withReadOnly(true)
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("scratch")
            .withMountPath(SCRATCH_DIR)
            .endVolumeMount()
            .endContainer();
    if (secret != null) {
      spec.editFirstContainer()
          .addNewEnvFrom()
          .withNewSecretRef(secret, false)
          .endEnvFrom()
          .endContainer();
    }
    return spec;
  }

  private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  private List<EnvVar> environment(PodContent content) {
    var variables = new ArrayList<EnvVar>();
    variables.add(variable(WorkerEnvironment.TASK_FILE, TASK_DIR + "/" + TASK_FILE));
    variables.add(variable(WorkerEnvironment.TERMINATION_LOG, TERMINATION_LOG));
    variables.add(variable(WorkerEnvironment.SCRATCH_DIR, SCRATCH_DIR));
    variables.add(
        new EnvVarBuilder()
            .withName(WorkerEnvironment.CPU_LIMIT)
            .withNewValueFrom()
            .withNewResourceFieldRef()
            .withContainerName(CONTAINER)
            .withResource("limits.cpu")
            .endResourceFieldRef()
            .endValueFrom()
            .build());
    var others = new TreeMap<>(content.variables());
    others.putAll(defaults.environment());
    others.forEach((name, value) -> variables.add(variable(name, value)));
    return variables;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private ResourceRequirements resources(Attempt attempt, Terms.Agreed terms) {
    var asked = terms.template().resources();
    var resources =
        asked == null ? new ResourceRequirementsBuilder() : new ResourceRequirementsBuilder(asked);
    if (asked == null || asked.getLimits() == null || !asked.getLimits().containsKey("cpu")) {
      resources.addToLimits("cpu", new Quantity(defaults.cpu()));
    }
    if (attempt.memoryLimit() != null) {
      resources.addToLimits("memory", new Quantity(attempt.memoryLimit()));
    }
    return resources.build();
  }

  private static Volume taskVolume(Map<String, String> files) {
    return new VolumeBuilder()
        .withName("task")
        .withNewDownwardAPI()
        .withItems(new TreeSet<>(files.keySet()).stream().map(JobFactory::file).toList())
        .endDownwardAPI()
        .build();
  }

  private static DownwardAPIVolumeFile file(String annotation) {
    return new DownwardAPIVolumeFileBuilder()
        .withPath(
            annotation.equals(WorkerEnvironment.PAYLOAD_ANNOTATION) ? PAYLOAD_FILE : TASK_FILE)
        .withNewFieldRef()
        .withFieldPath("metadata.annotations['" + annotation + "']")
        .endFieldRef()
        .build();
  }

  private static Volume scratchVolume(@Nullable String size) {
    var volume = new VolumeBuilder().withName("scratch").withNewEmptyDir();
    return (size == null ? volume : volume.withSizeLimit(new Quantity(size))).endEmptyDir().build();
  }

  private WorkerTask task(
      VideoJob videoJob, Attempt attempt, VideoQueueSpec.Template template, Work.Transcode work) {
    var meta = videoJob.getMetadata();
    var source = work.source();
    return new WorkerTask(
        meta.getNamespace(),
        meta.getName(),
        meta.getUid(),
        attempt.number(),
        source.uri(),
        source.versionId(),
        source.etag(),
        source.sizeBytes(),
        work.destination(),
        work.profileName(),
        work.profile(),
        template.stallSeconds(),
        progressUrl(meta));
  }

  private CommandTask task(VideoJob videoJob, Attempt attempt, Work.Command work) {
    var meta = videoJob.getMetadata();
    return new CommandTask(
        meta.getNamespace(),
        meta.getName(),
        meta.getUid(),
        attempt.number(),
        videoJob.getSpec().className(),
        videoJob.getSpec().sourceUri().orElse(null),
        work.destination(),
        videoJob.getSpec().metadata(),
        progressUrl(meta));
  }

  private @Nullable String progressUrl(ObjectMeta meta) {
    var base = defaults.progressBaseUrl();
    return base == null
        ? null
        : base + ProgressPath.of(meta.getNamespace(), meta.getName(), meta.getUid());
  }

  private String written(Object data) {
    try {
      return json.writeValueAsString(data);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("tasks and payloads are plain data", impossible);
    }
  }
}
