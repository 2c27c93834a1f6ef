package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is made of a source. At least one of video, audio, poster and thumbnails must be there. */
@JsonClassDescription(
    "What is made of a source: at least one of video, audio, poster and thumbnails.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.video) || has(self.audio) || has(self.poster) || has(self.thumbnails)",
    message = "write at least one of video, audio, poster and thumbnails: nothing would be made")
@ValidationRule(
    value =
        "(!has(self.video) && !has(self.audio))"
            + " || (has(self.packaging) && size(self.packaging) > 0)",
    fieldPath = ".packaging",
    reason = "FieldValueRequired",
    message = "write how video and audio are delivered: Hls, Mp4 or both, such as [Hls]")
@RecordBuilder
public record TranscodeProfileSpec(
    @JsonPropertyDescription(
            "The picture. Absent: sound only; a source without picture is then fine.")
        @Nullable Video video,
    @JsonPropertyDescription("The sound. Absent: none. A source without sound yields none.")
        @Nullable Audio audio,
    @Size(max = 8)
        @ValidationRule(
            value = "self.all(one, self.exists_one(other, other == one))",
            message = "must name each way of delivery once, such as [Hls, Mp4]")
        @JsonPropertyDescription(
            "How renditions are delivered: Hls, Mp4 or both. Needed with video or audio.")
        List<Packaging> packaging,
    @JsonPropertyDescription("A still picture.") @Nullable Poster poster,
    @JsonPropertyDescription("A series of still pictures.") @Nullable Thumbnails thumbnails,
    @Default("{}") @JsonPropertyDescription("What sources are refused.") InputLimits limits) {

  public TranscodeProfileSpec {
    packaging = packaging == null ? List.of() : List.copyOf(packaging);
    limits = requireNonNullElse(limits, InputLimits.DEFAULT);
  }

  /** How a rendition is delivered. */
  public enum Packaging {
    /** HLS with fMP4 segments and a master playlist. */
    @JsonProperty("Hls")
    HLS,
    /** One progressive MP4 (M4A for sound only) per rung, its index in front. */
    @JsonProperty("Mp4")
    MP4
  }

  /** Video codecs. */
  public enum VideoCodec {
    @JsonProperty("H264")
    H264
  }

  /** Audio codecs. */
  public enum AudioCodec {
    @JsonProperty("AAC")
    AAC
  }

  /** The encoder's trade of time for size, by x264's names. */
  public enum Preset {
    @JsonProperty("ultrafast")
    ULTRAFAST,
    @JsonProperty("superfast")
    SUPERFAST,
    @JsonProperty("veryfast")
    VERYFAST,
    @JsonProperty("faster")
    FASTER,
    @JsonProperty("fast")
    FAST,
    @JsonProperty("medium")
    MEDIUM,
    @JsonProperty("slow")
    SLOW
  }

  /** The picture. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Video(
      @Default("H264") @JsonPropertyDescription("Codec of the picture.") VideoCodec codec,
      @Default("veryfast") @JsonPropertyDescription("Time for size.") Preset preset,
      @Default("4")
          @Min(1)
          @Max(20)
          @JsonPropertyDescription(
              "Seconds between key frames, aligned over all rungs; the length of an HLS segment.")
          Integer segmentSeconds,
      @Required
          @Size(min = 1, max = 12)
          @ValidationRule(
              value = "self.all(one, self.exists_one(other, other.name == one.name))",
              message =
                  "must name each rung once: names become object names; rename those that come again")
          @JsonPropertyDescription(
              "The sizes to make. Those above the source's are left out; when"
                  + " all are, one rung of the source's own size is made.")
          List<Rung> rungs) {

    public Video {
      codec = requireNonNullElse(codec, VideoCodec.H264);
      preset = requireNonNullElse(preset, Preset.VERYFAST);
      segmentSeconds = requireNonNullElse(segmentSeconds, 4);
      rungs = rungs == null ? List.of() : List.copyOf(rungs);
    }
  }

  /** One size of the ladder. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Rung(
      @Required
          @Size(min = 1, max = 32)
          @ValidationRule(
              value = "self.matches(r'^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')",
              message = "must be lower-case letters, digits and '-', such as 720p")
          @JsonPropertyDescription("Name, part of the object names.")
          String name,
      @Required
          @Min(64)
          @Max(4320)
          @ValidationRule(
              value = "self % 2 == 0",
              message = "must be even, as the codec takes pixels in pairs, such as 720")
          @JsonPropertyDescription("Length of the shorter side in pixels.")
          Integer shortSide,
      @Default("23")
          @Min(0)
          @Max(51)
          @JsonPropertyDescription("Constant rate factor: lower is better and larger.")
          Integer crf,
      @Required
          @Min(50)
          @Max(200000)
          @JsonPropertyDescription("Ceiling of the bit rate in kbit/s, over two seconds.")
          Integer maxBitrateKbps) {

    public Rung {
      crf = requireNonNullElse(crf, 23);
    }
  }

  /** The sound. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Audio(
      @Default("AAC") @JsonPropertyDescription("Codec of the sound.") AudioCodec codec,
      @Default("128") @Min(16) @Max(512) @JsonPropertyDescription("Bit rate in kbit/s.")
          Integer bitrateKbps,
      @Default("2")
          @Min(1)
          @Max(8)
          @JsonPropertyDescription("Channels at most; more are mixed down, fewer kept.")
          Integer maxChannels) {

    public Audio {
      codec = requireNonNullElse(codec, AudioCodec.AAC);
      bitrateKbps = requireNonNullElse(bitrateKbps, 128);
      maxChannels = requireNonNullElse(maxChannels, 2);
    }
  }

  /** A still picture. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Poster(
      @Default("10")
          @Min(0)
          @Max(99)
          @JsonPropertyDescription("Where it is taken, in percent of the duration.")
          Integer atPercent,
      @Default("720")
          @Min(64)
          @Max(4320)
          @JsonPropertyDescription("Shorter side in pixels, at most; never upscaled.")
          Integer shortSide) {

    public Poster {
      atPercent = requireNonNullElse(atPercent, 10);
      shortSide = requireNonNullElse(shortSide, 720);
    }
  }

  /** A series of still pictures. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Thumbnails(
      @Default("5") @Min(1) @Max(3600) @JsonPropertyDescription("Seconds from one to the next.")
          Integer intervalSeconds,
      @Default("160")
          @Min(32)
          @Max(2160)
          @JsonPropertyDescription("Shorter side in pixels, at most; never upscaled.")
          Integer shortSide,
      @Default("1000")
          @Min(1)
          @Max(10000)
          @JsonPropertyDescription("How many at most; the interval grows where it would be more.")
          Integer maxCount) {

    public Thumbnails {
      intervalSeconds = requireNonNullElse(intervalSeconds, 5);
      shortSide = requireNonNullElse(shortSide, 160);
      maxCount = requireNonNullElse(maxCount, 1000);
    }
  }

  /** Sources past these limits are refused as permanent faults (exit 12). */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record InputLimits(
      @Default("43200")
          @Min(1)
          @Max(604800)
          @JsonPropertyDescription("Longest duration in seconds.")
          Integer maxDurationSeconds,
      @Default("35389440")
          @Min(4096)
          @Max(268435456)
          @JsonPropertyDescription("Most pixels of a frame; the default is that of 8192x4320.")
          Integer maxPixels,
      @Default("240")
          @Min(1)
          @Max(1000)
          @JsonPropertyDescription("Highest frame rate in frames per second.")
          Integer maxFrameRate,
      @Default("64") @Min(1) @Max(1000) @JsonPropertyDescription("Most streams in a file.")
          Integer maxStreams,
      @Default("107374182400")
          @Min(1)
          @Max(54975581388800L)
          @JsonPropertyDescription("Largest size in bytes; the default is 100 GiB.")
          Long maxSizeBytes) {

    public static final InputLimits DEFAULT =
        TranscodeProfileSpecInputLimitsBuilder.builder().build();

    public InputLimits {
      maxDurationSeconds = requireNonNullElse(maxDurationSeconds, 43200);
      maxPixels = requireNonNullElse(maxPixels, 35389440);
      maxFrameRate = requireNonNullElse(maxFrameRate, 240);
      maxStreams = requireNonNullElse(maxStreams, 64);
      maxSizeBytes = requireNonNullElse(maxSizeBytes, 107374182400L);
    }
  }
}
