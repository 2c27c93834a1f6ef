package dev.videojob.operator.slots;

import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a {@link PeakDay}: the limit as a line, what runs and what waits as areas. */
final class PeakDayPicture {
  private static final int LEFT = 50;
  private static final int BOTTOM = 330;
  private static final int HEIGHT = 310;
  private static final double PIXELS_A_MINUTE = 0.6;
  private static final int TICK = 5;

  private final List<PeakDay.Minute> day;
  private final int most;

  private PeakDayPicture(List<PeakDay.Minute> day) {
    this.day = day;
    this.most =
        day.stream()
            .mapToInt(it -> Math.max(it.limit(), it.running() + it.waiting()))
            .max()
            .orElse(0);
  }

  static String of(List<PeakDay.Minute> day) {
    return new PeakDayPicture(day).svg();
  }

  private String svg() {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 380" font-family="sans-serif" font-size="12">
        <title>A day of renders: limit, running and waiting</title>
        <rect width="960" height="380" fill="#ffffff"/>
        %s
        <path d="%s" fill="#f2d5a0"/>
        <path d="%s" fill="#7fb2d9"/>
        <path d="%s" fill="#2f6fa5"/>
        <path d="%s" fill="none" stroke="#b03030" stroke-width="2"/>
        %s
        %s
        </svg>
        """
        .formatted(
            grid(),
            area(it -> it.running() + it.waiting()),
            area(PeakDay.Minute::running),
            area(PeakDay.Minute::manim),
            line(PeakDay.Minute::limit),
            hours(),
            legend());
  }

  private String grid() {
    return IntStream.rangeClosed(0, most / TICK)
        .map(tick -> tick * TICK)
        .mapToObj(
            jobs ->
                "<path d=\"M%d %dH%d\" stroke=\"#dddddd\"/><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>"
                    .formatted(LEFT, y(jobs), 914, LEFT - 6, y(jobs) + 4, jobs))
        .collect(Collectors.joining("\n"));
  }

  private static String hours() {
    return IntStream.rangeClosed(0, 8)
        .map(tick -> tick * 3)
        .mapToObj(
            hour ->
                "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%02d:00</text>"
                    .formatted(x(hour * 60), BOTTOM + 18, hour))
        .collect(Collectors.joining("\n"));
  }

  private static String legend() {
    return entry(0, "#b03030", "limits.maxJobs now")
        + "\n"
        + entry(1, "#2f6fa5", "running, class manim (at most 4)")
        + "\n"
        + entry(2, "#7fb2d9", "running, other classes")
        + "\n"
        + entry(3, "#f2d5a0", "waiting");
  }

  private static String entry(int place, String colour, String text) {
    var x = LEFT + place * 240;
    return "<rect x=\"%d\" y=\"360\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"371\">%s</text>"
        .formatted(x, colour, x + 18, text);
  }

  private String area(ToIntFunction<PeakDay.Minute> jobs) {
    return line(jobs) + "V" + BOTTOM + "H" + LEFT + "Z";
  }

  /** Steps: nothing is between two numbers of jobs. */
  private String line(ToIntFunction<PeakDay.Minute> jobs) {
    var path = new StringBuilder("M" + LEFT + " " + y(jobs.applyAsInt(day.getFirst())));
    for (var minute = 1; minute < day.size(); minute++) {
      var height = jobs.applyAsInt(day.get(minute));
      if (height != jobs.applyAsInt(day.get(minute - 1))) {
        path.append("H").append(x(minute)).append("V").append(y(height));
      }
    }
    return path.append("H").append(x(day.size())).toString();
  }

  private static String x(int minute) {
    return String.format(Locale.ROOT, "%.1f", LEFT + minute * PIXELS_A_MINUTE);
  }

  private int y(int jobs) {
    return BOTTOM - jobs * HEIGHT / most;
  }
}
