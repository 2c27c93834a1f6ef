package dev.videojob.operator.api.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says who calls and what they may do. */
public interface Access {
  /**
   * Who holds {@code token}.
   *
   * @param token absent where the request has none
   * @return empty where it is nobody's
   * @throws Unknowable when it cannot be found out now
   */
  Optional<Caller> caller(@Nullable String token);

  /**
   * Whether {@code caller} may do it.
   *
   * @throws Unknowable when it cannot be found out now
   */
  boolean may(Caller caller, Deed deed);

  /** Everybody who reaches the port may do everything. */
  static Access everybody() {
    return new Access() {
      @Override
      public Optional<Caller> caller(@Nullable String token) {
        return Optional.of(Caller.ANYBODY);
      }

      @Override
      public boolean may(Caller caller, Deed deed) {
        return true;
      }
    };
  }

  /** It cannot be said now who calls, or what they may do: nobody is let in. */
  final class Unknowable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknowable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
