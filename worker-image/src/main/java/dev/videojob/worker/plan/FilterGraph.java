package dev.videojob.worker.plan;

import dev.videojob.worker.plan.EncodingPlan.Picture;
import dev.videojob.worker.plan.EncodingPlan.Poster;
import dev.videojob.worker.plan.EncodingPlan.Thumbnails;
import dev.videojob.worker.probe.MediaInfo.DynamicRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the filter graph that turns one decoded picture into all rungs and stills. Every size is
 * scaled from the next larger one, which costs less than scaling each from the source. ffmpeg has
 * turned the picture before the graph sees it.
 */
final class FilterGraph {
  private final EncodingPlan plan;
  private final Picture picture;
  private final List<String> chains = new ArrayList<>();

  private FilterGraph(EncodingPlan plan, Picture picture) {
    this.plan = plan;
    this.picture = picture;
  }

  /** Pad of the rung at {@code index}. */
  static String rungPad(int index) {
    return "[v" + index + "]";
  }

  static final String POSTER_PAD = "[poster]";
  static final String THUMBNAILS_PAD = "[thumbs]";

  static String write(EncodingPlan plan, Picture picture) {
    return new FilterGraph(plan, picture).write();
  }

  private String write() {
    String input = "[0:" + picture.streamIndex() + "]";
    if (plan.rungs().isEmpty()) {
      addStills(input + String.join(",", entry(null)));
    } else {
      addRungs(input);
    }
    return String.join(";", chains);
  }

  private void addRungs(String input) {
    List<String> filters = entry(plan.rungs().getFirst().size());
    String from = input;
    for (int i = 0; i < plan.rungs().size(); i++) {
      if (i > 0) {
        filters = List.of(scale(plan.rungs().get(i).size()));
      }
      List<String> branches = new ArrayList<>(List.of(rungPad(i)));
      if (i == 0 && hasStills()) {
        branches.add("[stills]");
      }
      if (i + 1 < plan.rungs().size()) {
        branches.add("[down" + i + "]");
      }
      chains.add(from + String.join(",", filters) + split(branches));
      from = "[down" + i + "]";
    }
    if (hasStills()) {
      addStills("[stills]null");
    }
  }

  private boolean hasStills() {
    return plan.poster() != null || plan.thumbnails() != null;
  }

  private void addStills(String from) {
    Poster poster = plan.poster();
    Thumbnails thumbnails = plan.thumbnails();
    String posterSource = from;
    String thumbnailSource = from;
    if (poster != null && thumbnails != null) {
      chains.add(from + split(List.of("[still0]", "[still1]")));
      posterSource = "[still0]null";
      thumbnailSource = "[still1]null";
    }
    if (poster != null) {
      chains.add(posterSource + "," + poster(poster) + POSTER_PAD);
    }
    if (thumbnails != null) {
      chains.add(thumbnailSource + "," + thumbnails(thumbnails) + THUMBNAILS_PAD);
    }
  }

  /** The very first frame and the one at the wanted time: the later one overwrites the first. */
  private static String poster(Poster poster) {
    String at = decimal(poster.atSeconds());
    return "select=eq(n\\,0)+gte(t\\,%s)*lt(prev_selected_t\\,%s),%s"
        .formatted(at, at, scale(poster.size()));
  }

  private static String thumbnails(Thumbnails thumbnails) {
    return "select=gte(t\\,selected_n*%d),%s"
        .formatted(thumbnails.intervalSeconds(), scale(thumbnails.size()));
  }

  /** What happens once to every decoded frame. */
  private List<String> entry(@Nullable FrameSize size) {
    List<String> filters = new ArrayList<>();
    if (picture.deinterlace()) {
      filters.add("bwdif=mode=send_frame:deint=interlaced");
    }
    if (size != null && (picture.scaled() || !size.equals(picture.shown()))) {
      filters.add(scale(size));
    }
    if (picture.range() != DynamicRange.SDR) {
      filters.addAll(toneMap(picture.range()));
    }
    filters.add("format=yuv420p");
    return filters;
  }

  private static List<String> toneMap(DynamicRange range) {
    String transfer = range == DynamicRange.PQ ? "smpte2084" : "arib-std-b67";
    return List.of(
        "zscale=tin=%s:pin=bt2020:min=bt2020nc:t=linear:npl=100".formatted(transfer),
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv");
  }

  private static String scale(FrameSize size) {
    return "scale=%d:%d:out_range=tv,setsar=1".formatted(size.width(), size.height());
  }

  private static String split(List<String> pads) {
    return pads.size() == 1 ? pads.getFirst() : ",split=" + pads.size() + String.join("", pads);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
