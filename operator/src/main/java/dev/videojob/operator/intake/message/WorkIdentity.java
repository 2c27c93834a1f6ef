package dev.videojob.operator.intake.message;

import org.jspecify.annotations.Nullable;

/**
 * What makes two requests of one queue the same work. It is made of the message alone, never of the
 * queue's settings: a message that is delivered again after a change of settings is still the same
 * work.
 */
public sealed interface WorkIdentity {
  /** Text that is equal exactly for equal identities. */
  String canonical();

  /**
   * A version of an object. S3 names it by version id where versioning is on, else by entity tag
   * and sequencer, which differ for each upload.
   *
   * @param messageId given only when the event tells no version, tag or sequencer: then each
   *     message is work of its own
   */
  record OfObject(
      String bucket,
      String key,
      @Nullable String versionId,
      @Nullable String etag,
      @Nullable String sequencer,
      @Nullable String messageId)
      implements WorkIdentity {

    /** The identity of an event that came in message {@code messageId}. */
    static OfObject of(
        String bucket,
        String key,
        @Nullable String versionId,
        @Nullable String etag,
        @Nullable String sequencer,
        String messageId) {
      if (versionId != null) {
        return new OfObject(bucket, key, versionId, null, null, null);
      }
      boolean unversioned = etag == null && sequencer == null;
      return new OfObject(bucket, key, null, etag, sequencer, unversioned ? messageId : null);
    }

    @Override
    public String canonical() {
      return join("object", bucket, key, versionId, etag, sequencer, messageId);
    }
  }

  /** An id of the sender's: the same id is the same work. */
  record OfMappedId(String id) implements WorkIdentity {
    @Override
    public String canonical() {
      return join("id", id);
    }
  }

  /** A message that is work of its own. */
  record OfMessage(String messageId) implements WorkIdentity {
    @Override
    public String canonical() {
      return join("message", messageId);
    }
  }

  /**
   * Work on what failed before. Two copies of a dead letter are the same work, and so are two
   * letters of one failure.
   *
   * @param work what is worked on; its message id, where it has one, tells bodies apart and not
   *     messages
   * @param uid of the VideoJob that failed
   */
  record OfRedrive(WorkIdentity work, String uid) implements WorkIdentity {
    @Override
    public String canonical() {
      return join("redrive", work.canonical(), uid);
    }
  }

  /** Joins parts with their lengths, so that no two lists of parts give the same text. */
  private static String join(@Nullable String... parts) {
    StringBuilder joined = new StringBuilder();
    for (String part : parts) {
      if (part == null) {
        joined.append('-');
      } else {
        joined.append(part.length()).append(':').append(part);
      }
    }
    return joined.toString();
  }
}
