package dev.videojob.chaos.verdict;

import dev.videojob.api.v1alpha1.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A VideoJob as it was at the end of a run.
 *
 * @param source address of what it works on
 * @param destination address under which it publishes
 * @param state where it stands
 * @param settled whether the operator says that everybody has been told
 * @param message its own words on where it stands
 * @param sequencer of the event that it was made of, another for each time that an object is put
 */
public record SeenJob(
    String name,
    String uid,
    String source,
    String destination,
    @Nullable JobState state,
    boolean settled,
    String message,
    String sequencer) {}
