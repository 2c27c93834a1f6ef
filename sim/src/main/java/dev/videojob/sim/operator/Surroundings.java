package dev.videojob.sim.operator;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.cluster.Cluster;
import dev.videojob.sim.cluster.Redrives;
import dev.videojob.sim.cluster.Segments;
import dev.videojob.sim.faults.Outages;
import dev.videojob.sim.faults.Weather;
import dev.videojob.sim.outside.DocumentStore;
import dev.videojob.sim.queues.SimulatedQueue;
import dev.videojob.sim.time.Agenda;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What an operator finds.
 *
 * @param queue the one VideoQueue that there is
 * @param story takes a line for everything that a reader of a history wants to know
 */
public record Surroundings(
    Agenda agenda,
    Weather weather,
    Outages outages,
    RandomGenerator random,
    ApiServer api,
    Segments segments,
    Redrives redrives,
    Cluster cluster,
    VideoQueue queue,
    SimulatedQueue source,
    SimulatedQueue deadLetters,
    SimulatedQueue processed,
    DocumentStore documents,
    Seams seams,
    Consumer<String> story) {}
