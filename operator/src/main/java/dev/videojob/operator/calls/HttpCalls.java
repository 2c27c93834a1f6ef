package dev.videojob.operator.calls;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import dev.videojob.operator.slots.JobKey;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls on virtual threads, a bounded number of them at once. What is known of a call is here until
 * its end is in the status of its VideoJob.
 */
public final class HttpCalls implements ServiceCalls, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);

  private final Map<JobKey, Call> calls = new ConcurrentHashMap<>();
  private final int atOnce;
  private final Semaphore bulkhead;
  private final Conversation.Surroundings around;
  private final Consumer<JobKey> lookAt;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  /** How a call stands. */
  private sealed interface Stand {
    /** Others have to end first. */
    record Waiting() implements Stand {}

    record Running(Instant since) implements Stand {}

    record Ended(Observation how) implements Stand {}
  }

  /** A call that was made. */
  private static final class Call {
    private final String uid;
    private final int attempt;
    private final Cancellation cancellation = new Cancellation();
    private volatile Stand stand = new Stand.Waiting();

    Call(String uid, int attempt) {
      this.uid = uid;
      this.attempt = attempt;
    }

    boolean isOf(VideoJob job, Attempt of) {
      return uid.equals(job.getMetadata().getUid()) && attempt == of.number();
    }
  }

  /**
   * Calls of services.
   *
   * @param atOnce calls that are made at once; further ones wait
   * @param allowed where they may go beside public addresses
   * @param lookAt has a job reconciled soon: its call begins or has ended
   */
  public HttpCalls(
      int atOnce,
      AllowedHosts allowed,
      HeaderSecrets secrets,
      Consumer<JobKey> lookAt,
      ObjectMapper json,
      InstantSource clock) {
    this(
        atOnce, new GuardedNames(allowed, InetAddress::getAllByName), secrets, lookAt, json, clock);
  }

  HttpCalls(
      int atOnce,
      GuardedNames names,
      HeaderSecrets secrets,
      Consumer<JobKey> lookAt,
      ObjectMapper json,
      InstantSource clock) {
    this.atOnce = atOnce;
    this.bulkhead = new Semaphore(atOnce, true);
    this.around = new Conversation.Surroundings(new WebClient(names, atOnce), secrets, json, clock);
    this.lookAt = lookAt;
  }

  @Override
  public void begin(VideoJob job, Attempt attempt, Terms.Agreed terms, Work.Call work) {
    var key = JobKey.of(job);
    var before = calls.get(key);
    if (before != null && before.isOf(job, attempt)) {
      return;
    }
    if (before != null) {
      before.cancellation.cancel();
    }
    var call = new Call(job.getMetadata().getUid(), attempt.number());
    calls.put(key, call);
    threads.execute(() -> make(key, call, job, attempt, terms, work));
  }

  private void make(
      JobKey key, Call call, VideoJob job, Attempt attempt, Terms.Agreed terms, Work.Call work) {
    try {
      call.cancellation.onCancel(Thread.currentThread()::interrupt);
      bulkhead.acquire();
      try {
        call.stand = new Stand.Running(around.clock().instant());
        lookAt.accept(key);
        call.stand = new Stand.Ended(made(call, job, attempt, terms, work));
      } finally {
        bulkhead.release();
      }
    } catch (InterruptedException brokenOff) {
      calls.remove(key, call);
    } catch (RuntimeException | Error e) {
      LOG.error("the call of {} failed unexpectedly", key, e);
      call.stand = new Stand.Ended(unexpected(e));
    }
    lookAt.accept(key);
  }

  private Observation made(
      Call call, VideoJob job, Attempt attempt, Terms.Agreed terms, Work.Call work)
      throws InterruptedException {
    try {
      var key = IdempotencyKey.of(call.uid, job.getStatus(), attempt);
      var conversation =
          Conversation.of(job, key, work.spec(), terms.timeout(), around, call.cancellation);
      var result = conversation.hold();
      return new Observation.Completed(
          new WorkerReport(
              call.uid,
              call.attempt,
              ExitCode.SUCCESS.reason(),
              result.message(),
              null,
              List.of(),
              0,
              result.kept()));
    } catch (CallFailed e) {
      LOG.debug("the call of {} failed", JobKey.of(job), e);
      return new Observation.Failed(e.failure());
    }
  }

  private static Observation unexpected(Throwable fault) {
    return new Observation.Failed(
        new Failure(FailureClass.TRANSIENT, null, "CallBroken", "The call broke: " + fault));
  }

  @Override
  public Observation observe(VideoJob job, Attempt attempt) {
    var call = calls.get(JobKey.of(job));
    if (call == null || !call.isOf(job, attempt)) {
      return new Observation.CallUnknown();
    }
    return switch (call.stand) {
      case Stand.Waiting _ ->
          new Observation.Pending(
              new Observation.Trouble(
                  "CallsAtLimit",
                  atOnce + " calls are made at once (httpTasks.maxCalls); this one waits."));
      case Stand.Running running -> new Observation.Running(running.since(), null);
      case Stand.Ended ended -> ended.how();
    };
  }

  @Override
  public void cancel(VideoJob job) {
    forget(JobKey.of(job));
    lookAt.accept(JobKey.of(job));
  }

  @Override
  public void forget(JobKey job) {
    var call = calls.remove(job);
    if (call != null) {
      call.cancellation.cancel();
    }
  }

  /** Calls that are made now, without those that wait. */
  public int underWay() {
    return atOnce - bulkhead.availablePermits();
  }

  /** Breaks all calls off. Their attempts are found to be lost by whoever starts next. */
  @Override
  public void close() {
    calls.values().forEach(call -> call.cancellation.cancel());
    threads.shutdownNow();
    around.web().close();
  }
}
