package dev.videojob.operator.tombstones;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.FinishedWorkSpec;
import dev.videojob.api.v1alpha1.FinishedWorkSpecBuilder;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One numbered object that holds tombstones. Pure: whatever changes is another segment.
 *
 * @param number from 1; the next follows when this one is closed
 * @param resource as the API server has it, or as it is to be written
 */
record Segment(int number, FinishedWork resource) {
  private static final Pattern NUMBER = Pattern.compile("\\d{8}");

  /** Takes one key after the other. */
  interface KeyReader {
    void on(long high, long low);
  }

  /** The name of a segment of the operator that is called {@code owner}. */
  static String name(String owner, int number) {
    return "%s-%08d".formatted(owner, number);
  }

  /** The segment, if it is one of {@code owner}'s. */
  static Optional<Segment> of(String owner, FinishedWork resource) {
    var number = number(owner, resource.getMetadata().getName());
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(new Segment(number.getAsInt(), resource));
  }

  private static OptionalInt number(String owner, String name) {
    var end = name.startsWith(owner + "-") ? name.substring(owner.length() + 1) : "";
    return NUMBER.matcher(end).matches()
        ? OptionalInt.of(Integer.parseInt(end))
        : OptionalInt.empty();
  }

  /** A segment without keys that was never written. */
  static Segment empty(String owner, int number, String holder) {
    var resource = new FinishedWork();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withName(name(owner, number))
            .addToLabels(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
            .build());
    resource.setSpec(FinishedWorkSpecBuilder.builder().holder(holder).build());
    return new Segment(number, resource);
  }

  String name() {
    return resource.getMetadata().getName();
  }

  private FinishedWorkSpec spec() {
    return resource.getSpec();
  }

  int count() {
    return spec().count();
  }

  boolean closed() {
    return spec().closed();
  }

  boolean heldBy(String holder) {
    return holder.equals(spec().holder());
  }

  /**
   * Gives every key to {@code reader}.
   *
   * @return whether the entries could be read; none was given if not
   */
  boolean read(KeyReader reader) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(spec().entries());
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length != count() * TombstoneKey.BYTES) {
      return false;
    }
    var keys = ByteBuffer.wrap(bytes);
    while (keys.hasRemaining()) {
      reader.on(keys.getLong(), keys.getLong());
    }
    return true;
  }

  Segment takenBy(String holder) {
    return with(FinishedWorkSpecBuilder.builder(spec()).holder(holder).build());
  }

  Segment asClosed() {
    return with(FinishedWorkSpecBuilder.builder(spec()).closed(true).build());
  }

  /** With more keys, which are to be kept for {@code ttl} from now on. */
  Segment plus(List<TombstoneKey> more, Instant now, Duration ttl) {
    var before = Base64.getDecoder().decode(spec().entries());
    var bytes = ByteBuffer.allocate(before.length + more.size() * TombstoneKey.BYTES).put(before);
    more.forEach(key -> bytes.putLong(key.high()).putLong(key.low()));
    var expires = now.plus(ttl);
    var known = time(spec().expiresAt());
    return with(
        FinishedWorkSpecBuilder.builder(spec())
            .entries(Base64.getEncoder().encodeToString(bytes.array()))
            .count(count() + more.size())
            .oldestAt(spec().oldestAt() == null ? now.toString() : spec().oldestAt())
            .newestAt(now.toString())
            .expiresAt((known == null || known.isBefore(expires) ? expires : known).toString())
            .build());
  }

  /** As one that was never written, for a name that is free again. */
  Segment unwritten() {
    var meta = new ObjectMetaBuilder(resource.getMetadata());
    return with(meta.withUid(null).withResourceVersion(null).build(), spec());
  }

  /** When its first key was added; null for none. */
  @Nullable Instant oldest() {
    return time(spec().oldestAt());
  }

  /** When all its keys have been kept long enough; null if that is not known. */
  @Nullable Instant expires() {
    return time(spec().expiresAt());
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private Segment with(FinishedWorkSpec spec) {
    return with(resource.getMetadata(), spec);
  }

  private Segment with(ObjectMeta meta, FinishedWorkSpec spec) {
    var changed = new FinishedWork();
    changed.setMetadata(meta);
    changed.setSpec(spec);
    return new Segment(number, changed);
  }
}
