package dev.videojob.operator.tombstones;

import dev.videojob.operator.resources.Digest;
import dev.videojob.operator.slots.QueueKey;
import java.nio.ByteBuffer;

/**
 * By what finished work is remembered: the first 128 bits of a SHA-256. Among a million keys a
 * false hit has a chance of about 10<sup>-33</sup> for each question.
 */
public record TombstoneKey(long high, long low) {
  /** Bytes of a key in a segment. */
  static final int BYTES = 2 * Long.BYTES;

  /**
   * A record of a message.
   *
   * @param queue the VideoQueue that received it
   * @param index of the record in its message, from 0
   */
  public static TombstoneKey ofMessage(QueueKey queue, String messageId, int index) {
    return digest("message", queue.namespace(), queue.name(), messageId, Integer.toString(index));
  }

  /**
   * Work by what it is about, whatever message asked for it.
   *
   * @param fingerprint of queue and identity, as VideoJobs carry it
   */
  public static TombstoneKey ofWork(String namespace, String fingerprint) {
    return digest("work", namespace, fingerprint);
  }

  /** Parts come with their lengths, so that no two lists of parts give the same text. */
  private static TombstoneKey digest(String... parts) {
    var text = new StringBuilder();
    for (var part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    var bits = ByteBuffer.wrap(Digest.sha256(text.toString()));
    return new TombstoneKey(bits.getLong(), bits.getLong());
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
