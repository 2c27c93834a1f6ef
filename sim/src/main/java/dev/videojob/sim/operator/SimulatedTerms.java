package dev.videojob.sim.operator;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.operator.intake.message.DestinationTemplates;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.reconcile.VideoJobLife;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/** The operator's terms where there is one queue and the built-in profiles. */
final class SimulatedTerms implements VideoJobLife.TermsFinder {
  private static final TermsOfWork.Profiles BUILT_IN =
      new TermsOfWork.Profiles() {
        @Override
        public Optional<TranscodeProfileSpec> find(String name) {
          return BuiltInProfiles.find(name);
        }

        @Override
        public Collection<String> names() {
          return BuiltInProfiles.names();
        }
      };

  private final VideoQueue queue;
  private final TermsOfWork terms = new TermsOfWork("2Gi");

  SimulatedTerms(VideoQueue queue) {
    this.queue = queue;
  }

  @Override
  public Terms of(VideoJob job) {
    return terms.of(job, queueOf(job).orElse(null), BUILT_IN, spec -> destination(spec, job));
  }

  @Override
  public Optional<VideoQueueSpec> queueOf(VideoJob job) {
    return Objects.equals(job.getSpec().queueRef(), queue.getMetadata().getName())
        ? Optional.of(queue.getSpec())
        : Optional.empty();
  }

  private static Optional<String> destination(VideoQueueSpec queue, VideoJob job) {
    return Optional.ofNullable(queue.destination())
        .map(
            template ->
                DestinationTemplates.fill(
                    template.uri(),
                    job.getMetadata().getName(),
                    job.getSpec().source().uri(),
                    null));
  }
}
