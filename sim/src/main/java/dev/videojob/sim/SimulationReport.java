package dev.videojob.sim;

import dev.videojob.sim.check.Checker.Violation;
import java.time.Duration;
import java.util.List;

/**
 * What came of a history.
 *
 * @param simulated the time that passed in it
 * @param asked messages that were sent and VideoJobs that were applied
 * @param calls that operators made
 * @param faults of calls and surroundings
 * @param operators processes that were started
 * @param story what happened, line by line; empty unless it was asked for
 */
public record SimulationReport(
    long seed,
    Duration simulated,
    int asked,
    long calls,
    long faults,
    int operators,
    List<Violation> violations,
    List<String> story) {}
