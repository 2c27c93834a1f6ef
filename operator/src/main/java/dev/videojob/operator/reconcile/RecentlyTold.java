package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.operator.resources.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this process has told the outside of the ends of jobs, also where the status does not say so
 * yet: its write may have met another one, and the cache may be behind. It spares the outside what
 * it would be told twice.
 */
final class RecentlyTold {
  /** Ends of many seconds; caches are behind by less. */
  static final int REMEMBERED = 5_000;

  private final Map<String, Told> byUid =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param lease by which the message was deleted, if it was: with a newer one it is not known to
   *     be
   */
  private record Told(Settlement settlement, @Nullable String lease) {
    @Nullable String messageDeletedAt(VideoJob job) {
      return Objects.equals(lease, RecentlyTold.lease(job)) ? settlement.messageDeletedAt() : null;
    }
  }

  synchronized void remember(VideoJob job, Settlement settlement) {
    byUid.put(job.getMetadata().getUid(), new Told(settlement, lease(job)));
  }

  private static @Nullable String lease(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Names.LEASE_ANNOTATION);
  }

  /** {@code job} as it would be if all that has been told of it were in its status. */
  synchronized VideoJob recalled(VideoJob job) {
    var told = byUid.get(job.getMetadata().getUid());
    if (told == null) {
      return job;
    }
    return job.with(
        VideoJobStatusBuilder.builder(job.getStatus()).settlement(both(job, told)).build());
  }

  private static Settlement both(VideoJob job, Told known) {
    var recorded = job.getStatus().settlement();
    var told = known.settlement();
    return VideoJobStatusSettlementBuilder.builder(recorded)
        .metadataRevision(newest(recorded.metadataRevision(), told.metadataRevision()))
        .processedAt(first(recorded.processedAt(), told.processedAt()))
        .deadLetteredAt(first(recorded.deadLetteredAt(), told.deadLetteredAt()))
        .messageDeletedAt(first(recorded.messageDeletedAt(), known.messageDeletedAt(job)))
        .build();
  }

  private static @Nullable Long newest(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.max(one, other);
  }

  private static @Nullable String first(@Nullable String recorded, @Nullable String told) {
    return recorded == null ? told : recorded;
  }
}
