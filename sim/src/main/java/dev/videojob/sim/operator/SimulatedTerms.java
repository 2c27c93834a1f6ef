package dev.videojob.sim.operator;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.reconcile.CatalogTerms;
import dev.videojob.operator.reconcile.VideoJobLife;
import java.util.Objects;
import java.util.Optional;

/** The operator's terms where there is one queue and the built-in profiles. */
final class SimulatedTerms implements VideoJobLife.TermsFinder {
  private final VideoQueue queue;
  private final TermsOfWork terms = new TermsOfWork("2Gi");

  SimulatedTerms(VideoQueue queue) {
    this.queue = queue;
  }

  @Override
  public Terms of(VideoJob job) {
    return terms.of(
        job,
        queueOf(job).orElse(null),
        TermsOfWork.Profiles.BUILT_IN,
        spec -> CatalogTerms.destination(spec, job));
  }

  @Override
  public Optional<VideoQueueSpec> queueOf(VideoJob job) {
    return Objects.equals(job.getSpec().queueRef(), queue.getMetadata().getName())
        ? Optional.of(queue.getSpec())
        : Optional.empty();
  }
}
