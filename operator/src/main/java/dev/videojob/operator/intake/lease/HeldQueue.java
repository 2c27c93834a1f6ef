package dev.videojob.operator.intake.lease;

import dev.videojob.operator.intake.source.WorkSource;
import java.time.Duration;

/**
 * How messages of a queue are held.
 *
 * @param visibility for how long each renewal holds them
 */
public record HeldQueue(WorkSource source, Duration visibility) {}
