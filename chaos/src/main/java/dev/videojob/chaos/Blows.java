package dev.videojob.chaos;

import dev.videojob.chaos.node.LiveContainer;
import dev.videojob.chaos.node.Node;
import dev.videojob.chaos.platform.Namespaces;
import dev.videojob.chaos.platform.Operators;
import dev.videojob.chaos.platform.Toxiproxy;
import dev.videojob.chaos.storm.Disturbance;
import dev.videojob.chaos.storm.Disturbance.ApiServerKilled;
import dev.videojob.chaos.storm.Disturbance.Halt;
import dev.videojob.chaos.storm.Disturbance.KubeletHalted;
import dev.videojob.chaos.storm.Disturbance.LinkDisturbed;
import dev.videojob.chaos.storm.Disturbance.OperatorKilled;
import dev.videojob.chaos.storm.Disturbance.PodsDeleted;
import dev.videojob.chaos.storm.Disturbance.Reach;
import dev.videojob.chaos.storm.Disturbance.WorkersKilled;
import dev.videojob.e2e.cluster.machine.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does what a storm says to the real cluster, and undoes it. */
final class Blows {
  /** A blow against workers waits for so long for one to be there. */
  private static final Duration WORKER_WITHIN = Duration.ofSeconds(8);

  private final KubernetesClient client;
  private final Node node;
  private final Operators operators;
  private final Toxiproxy toxiproxy;
  private final Path logs;

  Blows(KubernetesClient client, Node node, Operators operators, Toxiproxy toxiproxy, Path logs) {
    this.client = client;
    this.node = node;
    this.operators = operators;
    this.toxiproxy = toxiproxy;
    this.logs = logs;
  }

  /** Begins a disturbance; returns what it hit, in words. */
  String begin(Disturbance what) {
    return switch (what) {
      case OperatorKilled(var whom) -> hit(operators.kill(whom, logs));
      case WorkersKilled(var reach) -> hit(killWorkers(reach));
      case PodsDeleted(var reach) -> hit(deletePods(reach));
      case LinkDisturbed(var link, var fault, _) -> {
        toxiproxy.disturb(link, fault);
        yield "begun";
      }
      case ApiServerKilled _ -> {
        node.apiServer().kill();
        yield "it is gone";
      }
      case KubeletHalted(var halt, _) -> {
        halt(halt);
        yield "begun";
      }
    };
  }

  /** Ends a disturbance that lasts, and waits until what it was about works again. */
  void end(Disturbance what) {
    switch (what) {
      case OperatorKilled _, WorkersKilled _, PodsDeleted _ -> {}
      case LinkDisturbed(var link, _, _) -> toxiproxy.calm(link);
      case ApiServerKilled _ -> node.apiServer().restore();
      case KubeletHalted _ -> node.kubelet().restore();
    }
  }

  private void halt(Halt halt) {
    switch (halt) {
      case PAUSED -> node.kubelet().pause();
      case KILLED -> node.kubelet().kill();
    }
  }

  private List<String> killWorkers(Reach reach) {
    var workers = workers(reach);
    workers.forEach(LiveContainer::kill);
    return workers.stream().map(LiveContainer::pod).toList();
  }

  private List<String> deletePods(Reach reach) {
    var hit = new ArrayList<String>();
    for (var worker : workers(reach)) {
      try {
        client.pods().inNamespace(Namespaces.MEDIA).withName(worker.pod()).delete();
        hit.add(worker.pod());
      } catch (KubernetesClientException e) {
        hit.add(worker.pod() + " not, as the API server is away");
      }
    }
    return hit;
  }

  private List<LiveContainer> workers(Reach reach) {
    var found = new ArrayList<LiveContainer>();
    Condition.holdsWithin(
        WORKER_WITHIN,
        () -> {
          found.addAll(node.containers().of(Namespaces.MEDIA));
          return !found.isEmpty();
        });
    return switch (reach) {
      case ONE -> found.stream().limit(1).toList();
      case ALL -> List.copyOf(found);
    };
  }

  private static String hit(List<String> pods) {
    return pods.isEmpty() ? "there was none" : String.join(", ", pods);
  }
}
