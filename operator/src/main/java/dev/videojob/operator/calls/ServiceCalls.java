package dev.videojob.operator.calls;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import dev.videojob.operator.slots.JobKey;

/** The calls of http tasks that this process makes. They die with it. Never blocks. */
public interface ServiceCalls {
  /** Of surroundings in which no http task is ever started. */
  ServiceCalls NONE =
      new ServiceCalls() {
        @Override
        public void begin(VideoJob job, Attempt attempt, Terms.Agreed terms, Work.Call work) {
          throw new IllegalStateException("no calls are made here");
        }

        @Override
        public Observation observe(VideoJob job, Attempt attempt) {
          return new Observation.CallUnknown();
        }

        @Override
        public void cancel(VideoJob job) {}

        @Override
        public void forget(JobKey job) {}
      };

  /** Makes the call of {@code attempt}, which is recorded; does nothing if it is made already. */
  void begin(VideoJob job, Attempt attempt, Terms.Agreed terms, Work.Call work);

  /** How the call of {@code attempt} stands. */
  Observation observe(VideoJob job, Attempt attempt);

  /**
   * Breaks the job's call off: nothing more is sent, and its answer is not waited for. The job is
   * looked at again.
   */
  void cancel(VideoJob job);

  /** Lets go of the job's call, whose end is recorded. */
  void forget(JobKey job);
}
