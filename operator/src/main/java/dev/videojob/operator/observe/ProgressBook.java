package dev.videojob.operator.observe;

import dev.videojob.contract.ProgressReport;
import dev.videojob.operator.slots.JobKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest progress of every running attempt, as workers post it. A hint: losing it costs
 * nothing.
 */
public final class ProgressBook {
  private final Map<JobKey, ProgressReport> newest = new ConcurrentHashMap<>();

  public void note(JobKey job, ProgressReport report) {
    newest.put(job, report);
  }

  public Optional<ProgressReport> newest(JobKey job) {
    return Optional.ofNullable(newest.get(job));
  }

  public void forget(JobKey job) {
    newest.remove(job);
  }
}
