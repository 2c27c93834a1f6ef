package dev.videojob.operator.intake.lease;

import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.time.Instant;

/** Is told what becomes of leases. Called from the threads that renew them; must not block. */
public interface LeaseListener {
  /**
   * A receipt holds its message no longer. The message comes again and finds its VideoJob, which
   * then carries the new receipt; until then nothing is renewed for it. Told once per receipt.
   */
  void leaseLost(JobKey job, Lease lease, String reason);

  /** The queue will not hold the message beyond {@code until}. Told once per receipt. */
  void ceilingNear(JobKey job, Lease lease, Instant until);

  /** A queue could not renew leases; it is asked again soon. */
  void renewalFailing(QueueKey queue, String reason);
}
