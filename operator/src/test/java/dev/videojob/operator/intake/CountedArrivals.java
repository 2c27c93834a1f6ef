package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives nothing to VideoJobs that come, and keeps the names of those that arrived or were not made.
 */
final class CountedArrivals implements JobArrivals {
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<String> notMade = new CopyOnWriteArrayList<>();

  List<String> arrivals() {
    return arrived;
  }

  List<String> notMade() {
    return notMade;
  }

  @Override
  public VideoJob coming(VideoJob wanted) {
    return wanted;
  }

  @Override
  public void arrived(VideoJob job) {
    arrived.add(job.getMetadata().getName());
  }

  @Override
  public void notMade(VideoJob wanted) {
    notMade.add(wanted.getMetadata().getName());
  }
}
