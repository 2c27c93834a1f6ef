package dev.videojob.operator.intake.lease;

import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;

/** A lease that a live VideoJob needs. VideoJobs of one message share it. */
public record HeldLease(QueueKey queue, HeldQueue held, Lease lease, JobKey job) {}
