package dev.videojob.operator.intake.source;

import java.time.Duration;
import java.util.List;

/** A queue of which nobody asks anything; a test says what of it is asked after all. */
public class UntouchedSource implements WorkSource {
  @Override
  public List<ReceivedMessage> receive(int max) {
    throw new AssertionError("nobody asks this queue");
  }

  @Override
  public List<LeaseOutcome> renew(List<Lease> leases, Duration wanted) {
    throw new AssertionError("nobody asks this queue");
  }

  @Override
  public List<DeleteOutcome> delete(List<Lease> leases) {
    throw new AssertionError("nobody asks this queue");
  }

  @Override
  public void release(List<Lease> leases) {
    throw new AssertionError("nobody asks this queue");
  }
}
