package dev.videojob.operator.tombstones;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class KeySetPropertiesTest {
  /** Few homes, at both ends of the table too, so that keys push each other on and wrap around. */
  @Provide
  Arbitrary<TombstoneKey> keys() {
    var homes = Arbitraries.of(0L, 1L, 1L << 60, -1L, -2L, Long.MIN_VALUE, Long.MAX_VALUE);
    return Combinators.combine(homes, Arbitraries.longs().between(-40, 40)).as(TombstoneKey::new);
  }

  @Provide
  Arbitrary<List<Tuple2<TombstoneKey, Boolean>>> changes() {
    return Combinators.combine(
            keys(),
            Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(true)), Tuple.of(1, Arbitraries.just(false))))
        .as(Tuple::of)
        .list()
        .ofMaxSize(900);
  }

  @Property(tries = 300)
  void it_holds_what_a_hash_set_holds(
      @ForAll("changes") List<Tuple2<TombstoneKey, Boolean>> changes) {
    var expected = new HashSet<TombstoneKey>();
    var set = new KeySet();

    for (var change : changes) {
      var key = change.get1();
      if (change.get2()) {
        assertThat(set.add(key.high(), key.low())).isEqualTo(expected.add(key));
      } else {
        assertThat(set.remove(key.high(), key.low())).isEqualTo(expected.remove(key));
      }
      assertThat(set.size()).isEqualTo(expected.size());
    }
    for (var change : changes) {
      var key = change.get1();
      assertThat(set.contains(key.high(), key.low())).isEqualTo(expected.contains(key));
    }
  }

  @Property(tries = 20)
  void a_key_takes_at_most_thirty_one_bytes(@ForAll("sizes") int size) {
    var set = new KeySet();
    var random = new java.util.SplittableRandom(size);
    for (var i = 0; i < size; i++) {
      set.add(random.nextLong(), random.nextLong());
    }

    assertThat(set.size()).isEqualTo(size);
    assertThat((double) set.bytes() / size).isLessThan(31);
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.integers().between(100, 200_000);
  }
}
