package dev.videojob.chaos.storm;

import java.time.Duration;
import java.util.Locale;

/** Something that goes wrong, at once or for a while. */
public sealed interface Disturbance {

  /** How long it lasts; zero for a blow. */
  Duration lasting();

  /** What two of the same kind cannot share; a storm keeps them apart. */
  String subject();

  /** For a person's eyes. */
  String told();

  /** Which of the two replicas, as the Lease has it when it happens. */
  enum Whom {
    LEADER,
    FOLLOWER,
    BOTH
  }

  /** How many of the workers that run then. */
  enum Reach {
    ONE,
    ALL
  }

  /** What is done to the kubelet's process. */
  enum Halt {
    /** SIGSTOP, and SIGCONT afterwards. */
    PAUSED,
    /** SIGKILL, and started again afterwards. */
    KILLED
  }

  /** What becomes of connections on a link. */
  enum Fault {
    /** Those that are open are closed, new ones refused. */
    CUT,
    /** What is asked arrives and is done; the answer does not come. */
    UNANSWERED,
    /** Each answer is late by a second or so. */
    SLOW
  }

  /** Processes of the operator are killed with SIGKILL. */
  record OperatorKilled(Whom whom) implements Disturbance {
    @Override
    public Duration lasting() {
      return Duration.ZERO;
    }

    @Override
    public String subject() {
      return "operator";
    }

    @Override
    public String told() {
      return "kill -9 of the operator: " + word(whom);
    }
  }

  /**
   * The API server is killed with SIGKILL.
   *
   * @param lasting the time until it is started again; it takes some seconds more to be ready
   */
  record ApiServerKilled(Duration lasting) implements Disturbance {
    @Override
    public String subject() {
      return "API server";
    }

    @Override
    public String told() {
      return "kill -9 of the API server, started again after " + seconds(lasting);
    }
  }

  /** A link between the pods and what they depend on. */
  record LinkDisturbed(Link link, Fault fault, Duration lasting) implements Disturbance {
    @Override
    public String subject() {
      return "link to " + link;
    }

    @Override
    public String told() {
      return "link to %s %s for %s".formatted(link, word(fault), seconds(lasting));
    }
  }

  /** Processes of workers are killed with SIGKILL. */
  record WorkersKilled(Reach reach) implements Disturbance {
    @Override
    public Duration lasting() {
      return Duration.ZERO;
    }

    @Override
    public String subject() {
      return "workers";
    }

    @Override
    public String told() {
      return "kill -9 of workers: " + word(reach);
    }
  }

  /** Pods of workers are deleted, with their grace. */
  record PodsDeleted(Reach reach) implements Disturbance {
    @Override
    public Duration lasting() {
      return Duration.ZERO;
    }

    @Override
    public String subject() {
      return "worker pods";
    }

    @Override
    public String told() {
      return "worker pods deleted: " + word(reach);
    }
  }

  /** The kubelet does nothing for a while; its containers run on. */
  record KubeletHalted(Halt halt, Duration lasting) implements Disturbance {
    @Override
    public String subject() {
      return "kubelet";
    }

    @Override
    public String told() {
      return "kubelet %s for %s".formatted(word(halt), seconds(lasting));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1e3);
  }
}
