package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.intake.message.DestinationTemplates;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import java.util.Optional;

/** The terms of a job by the queues and profiles of the {@link Catalog}. */
public final class CatalogTerms implements VideoJobLife.TermsFinder {
  private final Catalog catalog;
  private final TermsOfWork terms;

  public CatalogTerms(Catalog catalog, TermsOfWork terms) {
    this.catalog = catalog;
    this.terms = terms;
  }

  @Override
  public Terms of(VideoJob job) {
    var namespace = job.getMetadata().getNamespace();
    return terms.of(
        job,
        queueOf(job).orElse(null),
        catalog.profiles(namespace),
        queue -> destination(queue, job));
  }

  @Override
  public Optional<VideoQueueSpec> queueOf(VideoJob job) {
    var name = job.getSpec().queueRef();
    return name == null
        ? Optional.empty()
        : catalog.queue(job.getMetadata().getNamespace(), name).map(VideoQueue::getSpec);
  }

  /** The queue's destination for {@code job}, if the queue has one and the job a source. */
  public static Optional<String> destination(VideoQueueSpec queue, VideoJob job) {
    var template = queue.destination();
    return template == null
        ? Optional.empty()
        : job.getSpec()
            .sourceUri()
            .map(
                uri ->
                    DestinationTemplates.fill(
                        template.uri(), job.getMetadata().getName(), uri, null));
  }
}
