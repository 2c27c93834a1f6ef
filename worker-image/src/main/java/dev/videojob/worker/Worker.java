package dev.videojob.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerReport;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.encode.Encoder;
import dev.videojob.worker.encode.Timeline;
import dev.videojob.worker.fetch.HttpSource;
import dev.videojob.worker.fetch.RemoteSource;
import dev.videojob.worker.fetch.S3Source;
import dev.videojob.worker.fetch.SourceFetcher;
import dev.videojob.worker.fetch.SourceFetcher.Fetched;
import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import dev.videojob.worker.ffmpeg.FfmpegRunner;
import dev.videojob.worker.packaging.HlsPackage;
import dev.videojob.worker.plan.EncodingPlan;
import dev.videojob.worker.plan.EncodingPlan.Picture;
import dev.videojob.worker.plan.EncodingPlanner;
import dev.videojob.worker.plan.OutputLayout;
import dev.videojob.worker.probe.InputRules;
import dev.videojob.worker.probe.MediaInfo;
import dev.videojob.worker.probe.MediaProbe;
import dev.videojob.worker.publish.Checksums;
import dev.videojob.worker.publish.Manifest;
import dev.videojob.worker.publish.Manifest.StoredObject;
import dev.videojob.worker.publish.Publisher;
import dev.videojob.worker.report.Phase;
import dev.videojob.worker.report.ProgressReporter;
import dev.videojob.worker.s3.ObjectStore;
import dev.videojob.worker.s3.S3Address;
import dev.videojob.worker.verify.OutputVerifier;
import dev.videojob.worker.verify.VerifiedOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/** One attempt at a VideoJob: fetch, probe, plan, encode, package, verify, publish, report. */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final int DEFAULT_STALL_SECONDS = 300;

  private final WorkerTask task;
  private final S3Client s3;
  private final FfmpegRunner runner;
  private final WorkerSettings settings;
  private final ObjectMapper json;
  private final Cancellation cancellation;
  private final InstantSource clock;
  private final S3Address destination;
  private final Publisher publisher;
  private final Duration stall;

  /**
   * @param task what to do
   * @param s3 where the destination is, and the source if it is in S3
   * @param programs ffmpeg and ffprobe
   * @param settings of this process
   * @param cancellation stops it
   */
  public Worker(
      WorkerTask task,
      S3Client s3,
      FfmpegPrograms programs,
      WorkerSettings settings,
      ObjectMapper json,
      Cancellation cancellation,
      InstantSource clock) {
    this.task = task;
    this.s3 = s3;
    this.runner = new FfmpegRunner(programs, cancellation);
    this.settings = settings;
    this.json = json;
    this.cancellation = cancellation;
    this.clock = clock;
    this.destination = S3Address.parse("destination", task.destination()).asPrefix();
    ObjectStore store = new ObjectStore(s3, destination.bucket());
    this.publisher = new Publisher(store, destination, task, json, cancellation);
    int seconds = task.stallSeconds() > 0 ? task.stallSeconds() : DEFAULT_STALL_SECONDS;
    this.stall = Duration.ofSeconds(seconds);
  }

  /**
   * Does the work.
   *
   * @return the report of a success
   * @throws WorkerFailure when there is none; nothing of the attempt is then left behind
   */
  public WorkerReport run() {
    try (ProgressReporter progress = progress()) {
      Optional<Manifest> earlier = publisher.alreadyPublished();
      if (earlier.isPresent()) {
        LOG.info("Attempt {} has published everything already", earlier.get().attempt());
        publisher.removeTemporaries();
        return report(earlier.get());
      }
      publisher.removeTemporaries();
      return report(transcode(progress));
    } catch (RuntimeException e) {
      // What stopped the attempt, a broken connection say, may be but the echo of a cancellation.
      boolean interrupted = Thread.interrupted();
      LOG.debug("The attempt ends (interrupted: {})", interrupted, e);
      cleanUp();
      cancellation.check();
      throw e;
    }
  }

  private Manifest transcode(ProgressReporter progress) {
    try (Scratch scratch = Scratch.in(settings.scratch(), "videojob-" + task.attempt())) {
      progress.begin(Phase.FETCH);
      Fetched source = new SourceFetcher(remote()).fetch(task, scratch.source(), progress::advance);

      progress.begin(Phase.PROBE);
      int maxPixels = task.profile().limits().maxPixels();
      MediaInfo media =
          new MediaProbe(runner, json).probe(source.file(), source.sizeBytes(), maxPixels);
      InputRules.check(media, task.profile());
      EncodingPlan plan = EncodingPlanner.plan(task.profile(), media, settings.threads());

      progress.begin(Phase.ENCODE);
      DoubleConsumer position = position(progress, media.durationSeconds());
      Timeline timeline =
          new Encoder(runner, stall)
              .encode(plan, media, source.file(), scratch.outputs(), maxPixels, position);
      HlsPackage.write(plan, scratch.outputs(), frameRate(plan, timeline));

      progress.begin(Phase.VERIFY);
      List<VerifiedOutput> outputs =
          new OutputVerifier(runner, stall, plan, timeline, scratch.outputs())
              .verify(position(progress, media.durationSeconds()));

      progress.begin(Phase.PUBLISH);
      return publish(scratch.outputs(), outputs, source, media, plan, progress);
    }
  }

  private Manifest publish(
      Path folder,
      List<VerifiedOutput> outputs,
      Fetched source,
      MediaInfo media,
      EncodingPlan plan,
      ProgressReporter progress) {
    List<StoredObject> objects =
        outputs.stream()
            .flatMap(output -> output.files().stream())
            .map(name -> Checksums.describe(folder, name))
            .toList();
    Manifest manifest =
        new Manifest(
            Manifest.VERSION,
            task.jobNamespace(),
            task.jobName(),
            task.jobUid(),
            task.attempt(),
            task.profileName(),
            clock.instant().toString(),
            new Manifest.Source(
                task.source(), source.facts().etag(), source.facts().versionId(), media),
            plan,
            outputs.stream().map(output -> output(output, objects)).toList(),
            objects);
    publisher.publish(folder, objects, manifest, progress::checkpoint, progress::advance);
    return manifest;
  }

  private Output output(VerifiedOutput output, List<StoredObject> objects) {
    long bytes =
        objects.stream()
            .filter(object -> output.files().contains(object.name()))
            .mapToLong(StoredObject::sizeBytes)
            .sum();
    return new Output(
        output.name(),
        output.type(),
        destination.childUri(output.entry()),
        bytes,
        output.width(),
        output.height(),
        output.durationMillis(),
        output.frames(),
        output.codecs());
  }

  private WorkerReport report(Manifest manifest) {
    return new WorkerReport(
        task.jobUid(),
        task.attempt(),
        "Succeeded",
        "%d outputs were published at %s.".formatted(manifest.outputs().size(), destination),
        destination.childUri(OutputLayout.MANIFEST),
        manifest.outputs(),
        manifest.outputs().size());
  }

  private ProgressReporter progress() {
    return new ProgressReporter(task.progressUrl(), task.attempt(), json, cancellation, clock)
        .start(settings.progressInterval());
  }

  private RemoteSource remote() {
    if (!S3Address.matches(task.source())) {
      return HttpSource.parse(task.source());
    }
    S3Address address = S3Address.parse("source", task.source());
    if (address.key().isEmpty()) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "The source %s names no object; write s3://BUCKET/KEY.".formatted(task.source()));
    }
    return new S3Source(s3, address, task.sourceVersionId());
  }

  private void cleanUp() {
    try {
      publisher.takeBack();
      publisher.removeTemporaries();
    } catch (WorkerFailure e) {
      LOG.warn("Objects of this attempt stay at {}: {}", destination, e.sentence());
    }
  }

  private static DoubleConsumer position(ProgressReporter progress, double duration) {
    double whole = duration > 0 ? duration : Double.MAX_VALUE;
    return seconds -> progress.advance(seconds / whole, seconds);
  }

  private static double frameRate(EncodingPlan plan, Timeline timeline) {
    Picture picture = plan.video();
    double seconds = timeline.frameSeconds(0);
    return seconds > 0 ? 1 / seconds : picture == null ? 0 : picture.frameRate();
  }
}
