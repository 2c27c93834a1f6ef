package dev.videojob.operator.api.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.api.rest.Answer.Sink;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Tells a caller how a job goes, from a watch of its VideoJob to its end. Each event has the whole
 * job, and its revision as its id: one that is left out makes the next no less true.
 */
final class JobEvents {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** A caller comes again then, and is let in anew. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final int WAITING_AT_MOST = 16;

  private final Jobs jobs;
  private final ObjectMapper json;
  private final Duration heartbeat;
  private final InstantSource clock;

  JobEvents(Jobs jobs, ObjectMapper json, InstantSource clock) {
    this(jobs, json, HEARTBEAT, clock);
  }

  /**
   * @param heartbeat after which a caller who was told nothing hears that the stream is alive
   */
  JobEvents(Jobs jobs, ObjectMapper json, Duration heartbeat, InstantSource clock) {
    this.jobs = jobs;
    this.heartbeat = heartbeat;
    this.json = json;
    this.clock = clock;
  }

  /** What a watch says. */
  private sealed interface News {
    record Changed(VideoJob job) implements News {}

    record Deleted() implements News {}

    record Closed() implements News {}
  }

  /**
   * Writes the changes of a job after a revision, until it has ended, or is gone.
   *
   * @param told revision that the caller has seen; -1 for none
   */
  void write(JobId id, long told, Sink sink) throws InterruptedException {
    var until = clock.instant().plus(LONGEST);
    var story = new Story(told, sink);
    while (clock.instant().isBefore(until)) {
      var live = jobs.live(id);
      if (live.isEmpty()) {
        jobs.told(id).ifPresentOrElse(story::tell, () -> story.gone(id));
        return;
      }
      story.tell(JobView.of(live.get(), json));
      if (live.get().ended() || follow(id, live.get(), until, story)) {
        return;
      }
    }
  }

  /** Whether the job has ended; else the watch has, or its VideoJob is gone. */
  private boolean follow(JobId id, VideoJob from, Instant until, Story story)
      throws InterruptedException {
    var news = new ArrayBlockingQueue<News>(WAITING_AT_MOST);
    try (var _ =
        jobs.resource(id.namespace(), id.name())
            .withResourceVersion(from.getMetadata().getResourceVersion())
            .watch(new Reporter(news))) {
      while (clock.instant().isBefore(until)) {
        switch (news.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS)) {
          case null -> story.sink.heartbeat();
          case News.Changed changed when id.names(changed.job()) -> {
            story.tell(JobView.of(changed.job(), json));
            if (changed.job().ended()) {
              return true;
            }
          }
          case News.Changed _, News.Deleted _, News.Closed _ -> {
            return false;
          }
        }
      }
      return true;
    }
  }

  /** What one caller has been told. */
  private static final class Story {
    private final Sink sink;
    private long told;
    private String state = "";

    Story(long told, Sink sink) {
      this.told = told;
      this.sink = sink;
    }

    /** Tells it unless the caller knows it. */
    void tell(ObjectNode job) {
      var revision = job.path("revision").asLong();
      if (revision <= told) {
        return;
      }
      var now = job.path("state").asText();
      sink.event(Long.toString(revision), now.equals(state) ? "progress" : "state", job);
      told = revision;
      state = now;
    }

    void gone(JobId id) {
      var job = JsonNodeFactory.instance.objectNode();
      sink.event(Long.toString(Math.max(0, told)), "gone", job.put("jobId", id.toString()));
    }
  }

  /** Hands on what the client's threads are told; the oldest is dropped where nobody takes it. */
  private record Reporter(BlockingQueue<News> news) implements Watcher<VideoJob> {
    @Override
    public void eventReceived(Action action, VideoJob job) {
      tell(action == Action.DELETED ? new News.Deleted() : new News.Changed(job));
    }

    @Override
    public void onClose(WatcherException cause) {
      tell(new News.Closed());
    }

    @Override
    public void onClose() {
      tell(new News.Closed());
    }

    private void tell(News one) {
      while (!news.offer(one)) {
        var _ = news.poll();
      }
    }
  }
}
