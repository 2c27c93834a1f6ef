package dev.videojob.operator.reconcile;

import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A queue whose time is the test's: it holds a message at most 12 hours after its receive. */
final class QueueOfOneDay implements WorkSource {
  private static final Duration CEILING = Duration.ofHours(12);

  private final InstantSource clock;
  private final Duration visibility;
  private final Map<String, Kept> messages = new HashMap<>();
  private int renewals;

  private static final class Kept {
    final String body;
    int receives;
    String receipt = "";
    Instant receivedAt = Instant.MIN;
    Instant visibleAt = Instant.MIN;

    Kept(String body) {
      this.body = body;
    }
  }

  QueueOfOneDay(InstantSource clock, Duration visibility) {
    this.clock = clock;
    this.visibility = visibility;
  }

  synchronized void send(String id, String body) {
    messages.put(id, new Kept(body));
  }

  /** Messages that were not deleted. */
  synchronized int size() {
    return messages.size();
  }

  /** Leases that were renewed so far. */
  synchronized int renewals() {
    return renewals;
  }

  @Override
  public synchronized List<ReceivedMessage> receive(int max) {
    var now = clock.instant();
    return messages.entrySet().stream()
        .filter(entry -> !entry.getValue().visibleAt.isAfter(now))
        .limit(max)
        .map(entry -> received(entry.getKey(), entry.getValue(), now))
        .toList();
  }

  private ReceivedMessage received(String id, Kept kept, Instant now) {
    kept.receives++;
    kept.receipt = id + "-" + kept.receives;
    kept.receivedAt = now;
    kept.visibleAt = now.plus(visibility);
    return new ReceivedMessage(
        id, kept.body, Map.of(), kept.receipt, now, now, kept.receives, null);
  }

  @Override
  public synchronized List<LeaseOutcome> renew(List<Lease> leases, Duration wanted) {
    return leases.stream().map(lease -> renew(lease, wanted)).toList();
  }

  private LeaseOutcome renew(Lease lease, Duration wanted) {
    var now = clock.instant();
    var kept = held(lease, now);
    if (kept == null) {
      return new LeaseOutcome.Lost(lease, "MessageNotInflight");
    }
    var ceiling = kept.receivedAt.plus(CEILING);
    var until = now.plus(wanted);
    if (!until.isBefore(ceiling)) {
      return new LeaseOutcome.Lost(lease, "Total VisibilityTimeout is beyond the limit");
    }
    renewals++;
    kept.visibleAt = until;
    return new LeaseOutcome.Renewed(lease, until);
  }

  private @Nullable Kept held(Lease lease, Instant now) {
    var kept = messages.get(lease.messageId());
    return kept != null && kept.receipt.equals(lease.receiptHandle()) && kept.visibleAt.isAfter(now)
        ? kept
        : null;
  }

  @Override
  public synchronized List<DeleteOutcome> delete(List<Lease> leases) {
    var now = clock.instant();
    leases.stream()
        .filter(lease -> held(lease, now) != null)
        .forEach(lease -> messages.remove(lease.messageId()));
    return leases.stream().<DeleteOutcome>map(DeleteOutcome.Deleted::new).toList();
  }

  @Override
  public void release(List<Lease> leases) {
    throw new AssertionError("nothing is given back here");
  }
}
