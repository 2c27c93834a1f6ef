package dev.videojob.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.chaos.storm.Storm;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final Load load = Load.of(3, "run-3", 10);

  @Test
  void the_same_seed_makes_the_same_load_and_another_seed_another() {
    assertThat(Load.of(3, "run-3", 10)).isEqualTo(load);
    assertThat(Load.of(4, "run-3", 10)).isNotEqualTo(load);
  }

  @Test
  void one_message_is_sent_twice_and_one_has_a_good_and_a_broken_record() {
    assertThat(load.parcels())
        .filteredOn(parcel -> parcel.copies() == 2)
        .singleElement()
        .satisfies(twice -> assertThat(twice.films()).hasSize(1));
    assertThat(load.parcels())
        .filteredOn(parcel -> parcel.films().size() == 2)
        .singleElement()
        .satisfies(
            pair ->
                assertThat(pair.films())
                    .extracting(film -> film.content().good())
                    .containsExactly(true, false));
  }

  @Test
  void there_are_as_many_files_as_were_asked_for_and_most_are_good() {
    assertThat(LongStream.range(0, 50).mapToObj(seed -> Load.of(seed, "run", 12)))
        .allSatisfy(
            made -> {
              assertThat(made.films()).hasSize(12).doesNotHaveDuplicates();
              assertThat(made.films())
                  .filteredOn(film -> film.content().good())
                  .hasSizeBetween(7, 11);
              assertThat(made.films())
                  .extracting(Film::key)
                  .allMatch(key -> key.startsWith("run/"));
            });
  }

  @Test
  void everything_is_sent_while_the_storm_goes_on() {
    assertThat(load.parcels())
        .extracting(Parcel::at)
        .isSorted()
        .allSatisfy(at -> assertThat(at).isLessThan(Storm.WINDOW));
  }

  @Test
  void only_what_s3_does_not_tell_of_is_told_of_by_us() {
    assertThat(load.parcels())
        .allSatisfy(
            parcel ->
                assertThat(parcel.films())
                    .extracting(Film::bucket)
                    .containsOnly(parcel.isPlainUpload() ? Load.TOLD_BUCKET : Load.QUIET_BUCKET));
  }

  @Test
  void too_few_uploads_are_refused() {
    assertThatThrownBy(() -> Load.of(1, "run", 4)).hasMessageContaining("5 uploads or more");
  }
}
