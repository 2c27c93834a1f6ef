package dev.videojob.operator.intake.message;

import dev.videojob.operator.resources.Digest;
import dev.videojob.operator.slots.QueueKey;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names that are derived from what work is about, so that the same work meets its VideoJob again
 * whoever looks and whenever.
 */
public final class WorkName {
  /** Longest name of a VideoJob; its Jobs append {@code -ATTEMPT} and stay within 63. */
  public static final int MAX_LENGTH = 52;

  private static final int MAX_PREFIX = 40;
  private static final int NAME_DIGEST = 10;
  private static final int LABEL_DIGEST = 20;
  private static final String NAMELESS = "video";

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-z0-9]+");
  private static final Pattern OUTER_DASHES = Pattern.compile("^-+|-+$");

  private WorkName() {}

  /**
   * The name of the VideoJob of {@code request}: its id or file name made readable, then a digest
   * of queue and identity. A DNS-1123 label of at most {@link #MAX_LENGTH} characters. One message
   * keeps its name as long as the queue's mapping reads the same id from it.
   */
  public static String of(QueueKey queue, WorkRequest request) {
    return readable(request) + "-" + digest(queue, request.identity(), NAME_DIGEST);
  }

  /** A longer digest of the same, that tells a VideoJob of this work from one of equal name. */
  public static String fingerprint(QueueKey queue, WorkIdentity identity) {
    return digest(queue, identity, LABEL_DIGEST);
  }

  /** The value of {@code Names.MESSAGE_LABEL} for a message id. */
  public static String messageLabel(String messageId) {
    return Digest.of(messageId, LABEL_DIGEST);
  }

  private static String digest(QueueKey queue, WorkIdentity identity, int length) {
    return Digest.of(queue.name() + "/" + identity.canonical(), length);
  }

  private static String readable(WorkRequest request) {
    return readable(words(request.identity(), request));
  }

  /** The file name of an address, made the beginning of a name. */
  public static String readableFile(String uri) {
    return readable(MediaAddress.fileStem(uri));
  }

  /** Any words, made the beginning of a name: a DNS-1123 label of at most 40 characters. */
  public static String readable(String words) {
    String sanitised = sanitise(words);
    return sanitised.isEmpty() ? NAMELESS : sanitised;
  }

  private static String words(WorkIdentity identity, WorkRequest request) {
    return switch (identity) {
      case WorkIdentity.OfObject object -> MediaAddress.fileStem(object.key());
      case WorkIdentity.OfMappedId mapped -> mapped.id();
      case WorkIdentity.OfMessage _ -> request.id() != null ? request.id() : words(request);
      case WorkIdentity.OfRedrive redrive -> words(redrive.work(), request);
    };
  }

  private static String words(WorkRequest request) {
    return request.sourceUri() == null
        ? Objects.requireNonNullElse(request.className(), NAMELESS)
        : MediaAddress.fileStem(request.sourceUri());
  }

  private static String sanitise(String words) {
    String plain = MARKS.matcher(Normalizer.normalize(words, Normalizer.Form.NFD)).replaceAll("");
    String dashed = NOT_IN_NAMES.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-");
    String trimmed = OUTER_DASHES.matcher(dashed).replaceAll("");
    String cut = trimmed.length() <= MAX_PREFIX ? trimmed : trimmed.substring(0, MAX_PREFIX);
    return OUTER_DASHES.matcher(cut).replaceAll("");
  }
}
