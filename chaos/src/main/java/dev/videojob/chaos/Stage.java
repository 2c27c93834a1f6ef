package dev.videojob.chaos;

import dev.videojob.chaos.load.Clips;
import dev.videojob.chaos.node.LifeWitness;
import dev.videojob.chaos.node.Node;
import dev.videojob.chaos.platform.Namespaces;
import dev.videojob.chaos.platform.Operators;
import dev.videojob.chaos.platform.Toxiproxy;
import dev.videojob.chaos.platform.UserSide;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The cluster with everything installed, on which runs are played one after the other. */
final class Stage implements AutoCloseable {
  private static final int TOXIPROXY_PORT = 8474;

  private final KubernetesClient client;
  private final Node node;
  private final Operators operators;
  private final Toxiproxy toxiproxy;
  private final UserSide user;
  private final LifeWitness witness;
  private final Clips clips;

  Stage(KubernetesClient client, Node node) throws IOException {
    this.client = client;
    this.node = node;
    this.operators = new Operators(client, node);
    this.toxiproxy = Toxiproxy.at(UserSide.serviceAddress(client, "toxiproxy"), TOXIPROXY_PORT);
    this.clips = Clips.make();
    this.user = new UserSide(client);
    this.witness = LifeWitness.watching(node.containers(), Namespaces.MEDIA);
  }

  /** Brings everything back to where a run begins, whatever the one before has left. */
  void prepare() {
    calm();
    if (user.clear()) {
      operators.renewAll();
    } else {
      operators.renew();
    }
  }

  /** Undoes every disturbance. */
  private void calm() {
    toxiproxy.calm();
    node.apiServer().restore();
    node.kubelet().restore();
  }

  Blows blows(Path logs) {
    return new Blows(client, node, operators, toxiproxy, logs);
  }

  boolean noWorkerLives() {
    return node.containers().of(Namespaces.MEDIA).isEmpty();
  }

  List<Pod> pods() {
    return client.pods().inNamespace(Namespaces.MEDIA).list().getItems();
  }

  UserSide user() {
    return user;
  }

  Operators operators() {
    return operators;
  }

  LifeWitness witness() {
    return witness;
  }

  Clips clips() {
    return clips;
  }

  /** Leaves the cluster as it was found, also after a run that was broken off. */
  @Override
  public void close() {
    Thread.interrupted();
    witness.close();
    calm();
    user.close();
  }
}
