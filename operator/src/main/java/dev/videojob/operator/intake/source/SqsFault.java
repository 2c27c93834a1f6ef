package dev.videojob.operator.intake.source;

import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Why a call to SQS failed, by what helps against it.
 *
 * @param said the answer in SQS's or the SDK's own words
 */
public record SqsFault(Kind kind, String said) {

  /** What helps. Any of them is gone by itself once a call succeeds. */
  public enum Kind {
    NO_SUCH_QUEUE(
        "QueueNotFound",
        "Create the queue, or write the URL that SQS gives for it; it is tried again by itself."),
    CREDENTIALS(
        "CredentialsRefused",
        "Give the operator credentials that are valid (docs/helm.md); what runs goes on, and the queue"
            + " is tried again by itself."),
    NOT_ALLOWED(
        "AccessDenied",
        "Allow the operator's credentials this call on the queue (docs/helm.md); it is tried again by"
            + " itself."),
    THROTTLED("Throttled", "It is tried again by itself, more and more rarely."),
    OTHER("SourceFailing", "It is tried again by itself.");

    private final String reason;
    private final String remedy;

    Kind(String reason, String remedy) {
      this.reason = reason;
      this.remedy = remedy;
    }

    /** The kind in one CamelCase word, for a condition. */
    public String reason() {
      return reason;
    }
  }

  private static final Set<String> CREDENTIAL_CODES =
      Set.of(
          "invalidclienttokenid",
          "unrecognizedclientexception",
          "expiredtoken",
          "expiredtokenexception",
          "signaturedoesnotmatch",
          "incompletesignature",
          "missingauthenticationtoken",
          "invalidsecurity",
          "invalidaccesskeyid");

  /** The fault that {@code failure} tells of. */
  static SqsFault of(SdkException failure) {
    String said =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return new SqsFault(kind(failure, said), said);
  }

  private static Kind kind(SdkException failure, String said) {
    if (!(failure instanceof AwsServiceException answered) || answered.awsErrorDetails() == null) {
      return said.contains("Unable to load credentials") ? Kind.CREDENTIALS : Kind.OTHER;
    }
    String told = answered.awsErrorDetails().errorCode();
    String code = told == null ? "" : told.toLowerCase(Locale.ROOT);
    if (code.contains("nonexistentqueue") || code.contains("queuedoesnotexist")) {
      return Kind.NO_SUCH_QUEUE;
    }
    if (CREDENTIAL_CODES.stream().anyMatch(code::endsWith)) {
      return Kind.CREDENTIALS;
    }
    if (code.contains("accessdenied")) {
      return Kind.NOT_ALLOWED;
    }
    return answered.isThrottlingException() || code.contains("throttl")
        ? Kind.THROTTLED
        : Kind.OTHER;
  }

  /** What was said, and what to do. */
  public String sentence() {
    return said + (said.endsWith(".") ? " " : ". ") + kind.remedy;
  }
}
