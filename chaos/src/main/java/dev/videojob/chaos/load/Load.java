package dev.videojob.chaos.load;

import dev.videojob.chaos.storm.Storm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * All that is sent in one run: most of it good, some broken, one message twice, and one with two
 * records of which one is broken.
 *
 * @param parcels in the order in which they are sent
 */
public record Load(List<Parcel> parcels) {
  /** The bucket whose uploads S3 tells of. */
  public static final String TOLD_BUCKET = "videos-in";

  /** The bucket whose uploads only we tell of. */
  public static final String QUIET_BUCKET = "videos-quiet";

  /** So many are needed for one of each kind. */
  public static final int FEWEST = 5;

  private static final int ONE_BROKEN_IN = 5;
  private static final int ONE_LONG_IN = 3;

  public Load {
    parcels = parcels.stream().sorted(Comparator.comparing(Parcel::at)).toList();
  }

  /**
   * The load of a seed.
   *
   * @param folder what all keys begin with
   * @param uploads how many files, {@value #FEWEST} or more
   */
  public static Load of(long seed, String folder, int uploads) {
    if (uploads < FEWEST) {
      throw new IllegalArgumentException("a run needs " + FEWEST + " uploads or more");
    }
    // Another sequence than the storm's of the same seed.
    var random = new Random(~seed);
    var names = new Names(folder);
    var parcels = new ArrayList<Parcel>();
    parcels.add(
        new Parcel(
            time(random),
            List.of(names.quiet("pair", Content.SHORT), names.quiet("pair", broken(random))),
            1));
    parcels.add(new Parcel(time(random), List.of(names.quiet("twice", Content.SHORT)), 2));
    for (int n = 0; n < uploads - 3; n++) {
      var content =
          n % ONE_BROKEN_IN == 0
              ? broken(random)
              : n % ONE_LONG_IN == 1 ? Content.LONG : Content.SHORT;
      parcels.add(new Parcel(time(random), List.of(names.told(content)), 1));
    }
    return new Load(parcels);
  }

  /** The files of all messages. */
  public List<Film> films() {
    return parcels.stream().flatMap(parcel -> parcel.films().stream()).toList();
  }

  /** How many messages are sent. */
  public int messages() {
    return parcels.stream().mapToInt(Parcel::copies).sum();
  }

  /** How many messages tell of one film. */
  public int copiesOf(Film film) {
    return parcels.stream()
        .filter(parcel -> parcel.films().contains(film))
        .mapToInt(Parcel::copies)
        .sum();
  }

  private static Content broken(Random random) {
    return random.nextBoolean() ? Content.CUT_OFF : Content.TEXT;
  }

  private static Duration time(Random random) {
    return Duration.ofMillis(random.nextLong(Storm.WINDOW.toMillis() * 3 / 4));
  }

  private static final class Names {
    private final String folder;
    private int count;

    Names(String folder) {
      this.folder = folder;
    }

    Film told(Content content) {
      return new Film(TOLD_BUCKET, key("film", content), content);
    }

    Film quiet(String kind, Content content) {
      return new Film(QUIET_BUCKET, key(kind, content), content);
    }

    private String key(String kind, Content content) {
      count++;
      var word = content.name().toLowerCase(Locale.ROOT).replace('_', '-');
      return "%s/%s-%02d-%s.mp4".formatted(folder, kind, count, word);
    }
  }
}
