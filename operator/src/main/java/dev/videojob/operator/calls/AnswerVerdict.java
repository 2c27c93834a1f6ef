package dev.videojob.operator.calls;

import dev.videojob.contract.ExitCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a status says of the work, in the classes of a worker's exit codes. Pure. */
final class AnswerVerdict {
  /** As long as a policy's own delay may be. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private AnswerVerdict() {}

  /** Why the work has failed by this answer, if it has. */
  static Optional<CallFailed> failure(Answer answer, Instant now) {
    return answer.good()
        ? Optional.empty()
        : Optional.of(
            CallFailed.answered(
                meaning(answer.status()),
                "Http" + answer.status(),
                sentence(answer),
                retryAfter(answer.retryAfter(), now)));
  }

  private static ExitCode meaning(int status) {
    return switch (status) {
      case 429 -> ExitCode.THROTTLED;
      case 408, 425 -> ExitCode.IO_ERROR;
      case 401, 403, 407 -> ExitCode.BAD_CONFIGURATION;
      default -> status >= 500 ? ExitCode.IO_ERROR : ExitCode.INVALID_INPUT;
    };
  }

  private static String sentence(Answer answer) {
    var said = answer.snippet();
    return "The service answered " + answer.status() + (said.isEmpty() ? "." : ": " + said);
  }

  /** Seconds or a date; anything else says nothing. */
  static @Nullable Duration retryAfter(@Nullable String written, Instant now) {
    if (written == null) {
      return null;
    }
    var wait = written.strip().matches("\\d{1,9}") ? seconds(written.strip()) : until(written, now);
    if (wait == null || wait.isNegative()) {
      return null;
    }
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  private static Duration seconds(String written) {
    return Duration.ofSeconds(Long.parseLong(written));
  }

  private static @Nullable Duration until(String written, Instant now) {
    try {
      var date = ZonedDateTime.parse(written.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(now, date.toInstant());
    } catch (DateTimeException e) {
      return null;
    }
  }
}
