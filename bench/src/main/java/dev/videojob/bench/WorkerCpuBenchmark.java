package dev.videojob.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Rung;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.WorkerMain;
import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares the CPU time of the worker, its JVM, fetching, verifying and publishing included, with
 * that of the ffmpeg commands that a user would write for the same ladder, one for each rung.
 *
 * <p>Arguments: seconds of the clip (default 60), runs of each (default 1).
 */
public final class WorkerCpuBenchmark {
  /** What a worker's JVM is best started with: it lives shortly and has little to compile. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m");

  private static final String CLIP = "clip.mp4";

  private final Path folder;
  private final FfmpegPrograms programs;
  private final TranscodeProfileSpec profile;

  private WorkerCpuBenchmark(Path folder) {
    this.folder = folder;
    this.programs = FfmpegPrograms.locate(System.getenv());
    this.profile = BuiltInProfiles.find(BuiltInProfiles.DEFAULT).orElseThrow();
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    Path folder = Files.createTempDirectory("videojob-bench");
    try {
      new WorkerCpuBenchmark(folder).run(seconds, runs);
    } finally {
      delete(folder);
    }
  }

  private void run(int seconds, int runs) throws Exception {
    makeClip(seconds);
    Duration plain = Duration.ZERO;
    Duration worker = Duration.ZERO;
    try (BenchS3 s3 = BenchS3.start(Files.createDirectory(folder.resolve("s3")))) {
      s3.upload(CLIP, folder.resolve(CLIP));
      for (int i = 0; i < runs; i++) {
        plain = plain.plus(plain());
        worker = worker.plus(worker(s3, i));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "worker CPU / plain ffmpeg CPU = %.3f (%.1f s / %.1f s; %d s of 1080p, %d rungs, %d run(s))%n",
        (double) worker.toMillis() / plain.toMillis(),
        worker.toMillis() / 1000.0,
        plain.toMillis() / 1000.0,
        seconds,
        video().rungs().size(),
        runs);
  }

  private TranscodeProfileSpec.Video video() {
    TranscodeProfileSpec.Video video = profile.video();
    if (video == null) {
      throw new IllegalStateException("The default profile has no picture");
    }
    return video;
  }

  /** Motion, grain as of a camera, and sound. */
  private void makeClip(int seconds) throws Exception {
    ffmpeg(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=1920x1080:rate=30:duration=" + seconds + ",noise=alls=6:allf=t",
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:sample_rate=48000:duration=" + seconds,
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-b:v",
            "10M",
            "-maxrate",
            "12M",
            "-bufsize",
            "20M",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-movflags",
            "+faststart",
            CLIP));
  }

  private Duration plain() throws Exception {
    Duration before = ProcessCpu.ofChildren();
    for (Rung rung : video().rungs()) {
      Files.createDirectories(folder.resolve("plain").resolve(rung.name()));
      ffmpeg(plainCommand(rung));
    }
    return ProcessCpu.ofChildren().minus(before);
  }

  private List<String> plainCommand(Rung rung) {
    List<String> command = new ArrayList<>(List.of("-i", CLIP));
    if (rung.shortSide() != 1080) {
      command.addAll(List.of("-vf", "scale=-2:" + rung.shortSide()));
    }
    command.addAll(List.of("-c:v", "libx264", "-preset", preset(), "-crf", "" + rung.crf()));
    command.addAll(List.of("-maxrate", rung.maxBitrateKbps() + "k"));
    command.addAll(List.of("-bufsize", 2 * rung.maxBitrateKbps() + "k", "-sc_threshold", "0"));
    command.addAll(
        List.of("-force_key_frames", "expr:gte(t,n_forced*" + video().segmentSeconds() + ")"));
    command.addAll(List.of("-c:a", "aac", "-b:a", "128k"));
    command.addAll(List.of("-f", "hls", "-hls_time", "" + video().segmentSeconds()));
    command.addAll(List.of("-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"));
    command.add("plain/" + rung.name() + "/index.m3u8");
    return command;
  }

  private String preset() {
    return video().preset().name().toLowerCase(Locale.ROOT);
  }

  private Duration worker(BenchS3 s3, int run) throws Exception {
    Path task = folder.resolve("task.json");
    new ObjectMapper().writeValue(task.toFile(), task("bench-" + run));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(WorkerMain.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(s3.environment());
    builder.environment().put(WorkerEnvironment.TASK_FILE, task.toString());
    builder.environment().put(WorkerEnvironment.SCRATCH_DIR, folder.toString());
    builder
        .environment()
        .put(WorkerEnvironment.TERMINATION_LOG, folder.resolve("report.json").toString());
    Duration before = ProcessCpu.ofChildren();
    await(builder.inheritIO().start(), "The worker");
    return ProcessCpu.ofChildren().minus(before);
  }

  private WorkerTask task(String uid) {
    return new WorkerTask(
        "default",
        uid,
        uid,
        1,
        "s3://" + BenchS3.BUCKET + "/" + CLIP,
        null,
        null,
        null,
        "s3://" + BenchS3.BUCKET + "/" + uid,
        BuiltInProfiles.DEFAULT,
        profile,
        60,
        null);
  }

  private void ffmpeg(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(programs.ffmpeg().toString()));
    command.addAll(List.of("-nostdin", "-hide_banner", "-v", "error", "-y"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(programs.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    await(builder.start(), "ffmpeg");
  }

  private static void await(Process process, String what) throws InterruptedException {
    int code = process.waitFor();
    if (code != 0) {
      throw new IllegalStateException(what + " ended with " + code);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
