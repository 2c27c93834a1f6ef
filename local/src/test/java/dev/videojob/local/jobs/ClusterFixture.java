package dev.videojob.local.jobs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.videojob.local.LocalCluster;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A cluster whose image {@code shell} runs its argument as a shell script. */
public final class ClusterFixture implements AutoCloseable {
  public static final String NS = "default";

  public final LocalCluster cluster;
  public final KubernetesClient client;

  public ClusterFixture(Path directory) {
    cluster = LocalCluster.start(0, directory, Map.of("shell", List.of("/bin/sh", "-c")));
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl(cluster.endpoint().toString())
                    .withNamespace(NS)
                    .build())
            .build();
  }

  @Override
  public void close() {
    client.close();
    cluster.close();
  }

  /** Creates a Job of one shell script that is not tried again. */
  public Job create(String name, String script) {
    return create(name, script, job -> job);
  }

  public Job create(String name, String script, UnaryOperator<JobBuilder> change) {
    JobBuilder job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withBackoffLimit(0)
            .withNewTemplate()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(5L)
            .addNewContainer()
            .withName("main")
            .withImage("shell")
            .withArgs(script)
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec();
    return client.resource(change.apply(job).build()).create();
  }

  public Job job(String name) {
    return client.batch().v1().jobs().withName(name).get();
  }

  public List<Pod> pods(String jobName) {
    return client.pods().withLabel("job-name", jobName).list().getItems();
  }

  public Pod pod(String jobName) {
    return pods(jobName).getFirst();
  }

  public String logs(String jobName) {
    return client.pods().withName(pod(jobName).getMetadata().getName()).getLog();
  }

  public ContainerStateTerminated end(String jobName) {
    return pod(jobName).getStatus().getContainerStatuses().getFirst().getState().getTerminated();
  }

  public Job awaitCondition(String name, String condition) {
    return awaitJob(name, job -> conditionTypes(job).contains(condition));
  }

  public Job awaitJob(String name, Predicate<Job> predicate) {
    await()
        .atMost(20, SECONDS)
        .until(
            () -> job(name) != null && job(name).getStatus() != null && predicate.test(job(name)));
    return job(name);
  }

  public Pod awaitPod(String jobName, Predicate<Pod> predicate) {
    await()
        .atMost(20, SECONDS)
        .until(() -> !pods(jobName).isEmpty() && predicate.test(pod(jobName)));
    return pod(jobName);
  }

  public Pod awaitRunning(String jobName) {
    return awaitPod(jobName, pod -> "Running".equals(pod.getStatus().getPhase()));
  }

  public static List<String> conditionTypes(Job job) {
    return job.getStatus().getConditions().stream()
        .filter(condition -> "True".equals(condition.getStatus()))
        .map(JobCondition::getType)
        .toList();
  }

  public static String reason(Job job, String type) {
    return job.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(JobCondition::getReason)
        .findFirst()
        .orElse("");
  }
}
