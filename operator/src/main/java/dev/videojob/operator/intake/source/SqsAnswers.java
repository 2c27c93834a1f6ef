package dev.videojob.operator.intake.source;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the error codes of single batch entries mean for a lease. */
final class SqsAnswers {
  static final String AT_CEILING =
      "SQS holds a message at most 12 hours after its receive; it is delivered again.";

  static final String NOT_MENTIONED = "The queue's answer does not mention this message.";

  private SqsAnswers() {}

  static LeaseOutcome renewal(Lease lease, String code, @Nullable String message) {
    String reason = reason(code, message);
    return lost(code, message)
        ? new LeaseOutcome.Lost(lease, reason)
        : new LeaseOutcome.TryAgain(lease, reason);
  }

  static DeleteOutcome deletion(Lease lease, String code, @Nullable String message) {
    String reason = reason(code, message);
    return lost(code, message)
        ? new DeleteOutcome.Lost(lease, reason)
        : new DeleteOutcome.TryAgain(lease, reason);
  }

  /**
   * SQS answers a receipt of a message that is deleted or visible with one of two codes, or with a
   * general one whose text names the receipt handle or the ceiling.
   */
  private static boolean lost(String code, @Nullable String message) {
    String kind = code.toLowerCase(Locale.ROOT);
    if (kind.contains("messagenotinflight") || kind.contains("receipthandleisinvalid")) {
      return true;
    }
    return kind.contains("invalidparametervalue")
        && message != null
        && (message.contains("ReceiptHandle") || message.contains("VisibilityTimeout"));
  }

  private static String reason(String code, @Nullable String message) {
    return message == null || message.isBlank() ? code : code + ": " + message;
  }
}
