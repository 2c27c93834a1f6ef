package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.slots.Claim;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Verdict;
import dev.videojob.operator.status.FirstStatus;
import java.time.Instant;
import java.util.function.Function;

/** Lets a planned attempt start when the ledger has a slot for it. */
public final class Admission {
  private final SlotLedger ledger;
  private final KnownJobs known;
  private final Function<VideoJob, String> tenants;
  private boolean counted;

  /**
   * @param known has all VideoJobs at work: the first admission counts those that run already
   * @param tenants says whom a job belongs to
   */
  public Admission(SlotLedger ledger, KnownJobs known, Function<VideoJob, String> tenants) {
    this.ledger = ledger;
    this.known = known;
    this.tenants = tenants;
  }

  /** {@code decision}, or the wait for a slot that its attempt has to take first. */
  public Decision admitted(VideoJob job, Decision decision) {
    countRunning();
    return switch (decision) {
      case Decision.Start start -> admit(job, start);
      case Decision.CreateJob _,
          Decision.AwaitStart _,
          Decision.Follow _,
          Decision.Abandon _,
          Decision.AwaitEnd _,
          Decision.Stall _ ->
          holding(job, decision);
      case Decision.Hold _, Decision.Settle _ -> letGo(job, decision);
      case Decision.Retry _, Decision.Succeed _, Decision.GiveUp _ -> decision;
    };
  }

  /** Takes a free slot for a job that the intake is about to make; without one it has to wait. */
  boolean takes(VideoJob coming) {
    countRunning();
    return ledger.takes(claim(coming, Instant.MAX));
  }

  /**
   * Counts a job that the intake has just made, for which it reserved a slot; if another job has
   * started in it meanwhile, this one waits. It may have been reconciled to its end by now; its
   * slot is then given back at once.
   */
  public void arrived(VideoJob job) {
    var claim = claim(job);
    ledger.admit(claim);
    if (known.videoJob(claim.job()).filter(VideoJob::ended).isPresent()) {
      ledger.release(claim.job());
    }
  }

  /** Gives the job's slot back, and its place in the line. */
  public void release(JobKey job) {
    ledger.release(job);
  }

  private Claim claim(VideoJob job) {
    var created = job.getMetadata().getCreationTimestamp();
    return claim(job, created == null ? Instant.EPOCH : Instant.parse(created));
  }

  private Claim claim(VideoJob job, Instant since) {
    var spec = job.getSpec();
    return new Claim(
        JobKey.of(job),
        QueueKey.of(job),
        spec.className(),
        tenants.apply(job),
        spec.priority(),
        since);
  }

  private Decision admit(VideoJob job, Decision.Start start) {
    return switch (ledger.admit(claim(job))) {
      case Verdict.Admitted admitted -> start;
      case Verdict.Waits waits ->
          new Decision.Hold(new Waiting(waits.reason(), waits.message(), waits.position()), null);
    };
  }

  private Decision holding(VideoJob job, Decision decision) {
    ledger.holds(claim(job));
    return decision;
  }

  /**
   * Who is held for another reason than a slot must not keep one, or a place in the line; nor must
   * who has ended, though the answer to the write of its end was lost.
   */
  private Decision letGo(VideoJob job, Decision decision) {
    ledger.release(claim(job).job());
    return decision;
  }

  private static boolean attemptLives(VideoJob job) {
    var recorded = FirstStatus.recorded(job);
    return recorded != null && Planner.liveAttempt(recorded).isPresent();
  }

  /** Counts the VideoJobs that run already, once: before that, every slot seems to be free. */
  public synchronized void countRunning() {
    if (counted) {
      return;
    }
    counted = true;
    known.atWork().filter(Admission::attemptLives).forEach(job -> ledger.holds(claim(job)));
  }
}
