package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSourceStartPriority;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes a VideoJob be looked at: itself, its Jobs, and whoever calls {@link #lookAt}. */
public final class VideoJobWatch implements KnownJobs {
  private static final Logger LOG = LoggerFactory.getLogger(VideoJobWatch.class);

  /** Objects of a page of a list: what a list brings is never in memory as a whole. */
  public static final long PAGE = 500;

  private static final String AT_WORK = "at-work";

  /** No queue is called so: a queue's name in the index has a slash. */
  private static final String ALL = "all";

  private final boolean oneInformerAKind;

  private final Runnable videoJobsAreKnown;

  private final SimpleInboundEventSource<VideoJob> trigger =
      new SimpleInboundEventSource<>("trigger");
  private final AtomicReference<@Nullable Sources> sources = new AtomicReference<>();

  private record Sources(
      InformerEventSource<Job, VideoJob> jobs, IndexedResourceCache<VideoJob> videoJobs) {}

  /**
   * @param oneInformerAKind whether there is one cache for all that is watched. Where namespaces
   *     are listed there is one for each, and the framework would have them share what is kept.
   * @param videoJobsAreKnown is called when the cache of VideoJobs is full, before that of Jobs is
   *     waited for; must not block
   */
  public VideoJobWatch(boolean oneInformerAKind, Runnable videoJobsAreKnown) {
    this.oneInformerAKind = oneInformerAKind;
    this.videoJobsAreKnown = videoJobsAreKnown;
  }

  List<EventSource<?, VideoJob>> eventSources(EventSourceContext<VideoJob> context) {
    var configuration =
        InformerEventSourceConfiguration.from(Job.class, VideoJob.class)
            .withName("jobs")
            .withLabelSelector(Names.MANAGED_BY_LABEL + "=" + Names.MANAGED_BY)
            .withSecondaryToPrimaryMapper(VideoJobWatch::owner)
            .withNamespacesInheritedFromController()
            .withInformerListLimit(PAGE);
    if (oneInformerAKind) {
      configuration.withItemStore(new CachedJobs());
    }
    var jobs = new InformerEventSource<Job, VideoJob>(configuration.build(), context);
    context.getPrimaryCache().addIndexer(AT_WORK, VideoJobWatch::atWork);
    sources.set(new Sources(jobs, context.getPrimaryCache()));
    return List.of(new AfterVideoJobs(videoJobsAreKnown), jobs, trigger);
  }

  /** Has no events: the framework starts it between the cache of VideoJobs and all others. */
  private static final class AfterVideoJobs extends SimpleInboundEventSource<VideoJob> {
    private final Runnable afterwards;

    AfterVideoJobs(Runnable afterwards) {
      super("after-video-jobs");
      this.afterwards = afterwards;
    }

    @Override
    public EventSourceStartPriority priority() {
      return EventSourceStartPriority.RESOURCE_STATE_LOADER;
    }

    @Override
    public void start() {
      super.start();
      afterwards.run();
    }
  }

  /**
   * Begins to fill the cache of Jobs. The framework would begin with it when that of VideoJobs is
   * full, and still waits for both.
   */
  public void begin() {
    var known =
        Objects.requireNonNull(sources.get(), "the framework has not asked for the sources");
    Thread.ofVirtual().name("jobs-cache").start(() -> begin(known.jobs()));
  }

  private static void begin(InformerEventSource<Job, VideoJob> jobs) {
    try {
      jobs.start();
    } catch (RuntimeException e) {
      LOG.warn("The cache of Jobs was not filled at first; it is tried again: {}", e.toString());
    }
  }

  private static List<String> atWork(VideoJob job) {
    return job.settled() ? List.of() : List.of(ALL, QueueKey.of(job).toString());
  }

  /** Has the job reconciled soon. */
  public void lookAt(JobKey job) {
    trigger.propagateEvent(new ResourceID(job.name(), job.namespace()));
  }

  @Override
  public Stream<VideoJob> atWork() {
    return atWork(ALL);
  }

  /** Those of a queue that are not settled. */
  public Stream<VideoJob> atWork(QueueKey queue) {
    return atWork(queue.toString());
  }

  /** Those that are settled, as the cache has them; which is costly where it has all of them. */
  public Stream<VideoJob> settled() {
    var known = sources.get();
    return known == null ? Stream.empty() : known.videoJobs().list(VideoJob::settled);
  }

  private Stream<VideoJob> atWork(String which) {
    var known = sources.get();
    return known == null ? Stream.empty() : known.videoJobs().byIndex(AT_WORK, which).stream();
  }

  @Override
  public Optional<VideoJob> videoJob(JobKey job) {
    var known = sources.get();
    return known == null
        ? Optional.empty()
        : known.videoJobs().get(new ResourceID(job.name(), job.namespace()));
  }

  /** The Job as the cache has it. */
  public Optional<Job> job(String namespace, String name) {
    var known = sources.get();
    return known == null ? Optional.empty() : known.jobs().get(new ResourceID(name, namespace));
  }

  private static Set<ResourceID> owner(Job job) {
    return job.getMetadata().getOwnerReferences().stream()
        .filter(owner -> "VideoJob".equals(owner.getKind()))
        .map(owner -> new ResourceID(owner.getName(), job.getMetadata().getNamespace()))
        .collect(Collectors.toSet());
  }
}
