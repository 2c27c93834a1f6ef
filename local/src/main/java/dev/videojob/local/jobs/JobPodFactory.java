package dev.videojob.local.jobs;

import dev.videojob.local.kubelet.LocalKubelet;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the pod of a Job from its template, already on this machine's node. */
final class JobPodFactory {
  static final String JOB_NAME = "batch.kubernetes.io/job-name";
  static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";

  /** A pod's name is at most 63 characters, of which five are random. */
  private static final int MAX_PREFIX = 58;

  private JobPodFactory() {}

  static Pod podOf(Job job) {
    String name = job.getMetadata().getName();
    String uid = job.getMetadata().getUid();
    ObjectMeta template =
        Objects.requireNonNullElseGet(job.getSpec().getTemplate().getMetadata(), ObjectMeta::new);
    String prefix = name + "-";
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName(prefix.substring(0, Math.min(prefix.length(), MAX_PREFIX)))
        .withNamespace(job.getMetadata().getNamespace())
        .withLabels(template.getLabels())
        .addToLabels(
            Map.of(JOB_NAME, name, "job-name", name, CONTROLLER_UID, uid, "controller-uid", uid))
        .withAnnotations(template.getAnnotations())
        .withFinalizers(List.of(JobPlan.TRACKING))
        .addNewOwnerReference()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .endMetadata()
        .withSpec(job.getSpec().getTemplate().getSpec())
        .editSpec()
        .withNodeName(LocalKubelet.NODE)
        .endSpec()
        .build();
  }
}
