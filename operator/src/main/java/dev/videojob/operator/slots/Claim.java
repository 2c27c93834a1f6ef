package dev.videojob.operator.slots;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a VideoJob brings when it asks for a slot.
 *
 * @param queue whose limits apply
 * @param className class of work, if it names one
 * @param tenant whom the work belongs to, {@link Tenants#NOBODY} where that makes no difference
 * @param priority 0 to 100, highest first
 * @param since age decides among equals
 */
public record Claim(
    JobKey job,
    QueueKey queue,
    @Nullable String className,
    String tenant,
    int priority,
    Instant since) {}
