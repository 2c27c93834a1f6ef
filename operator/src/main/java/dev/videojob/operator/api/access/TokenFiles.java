package dev.videojob.operator.api.access;

import dev.videojob.operator.resources.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens in a folder, a file for each caller, as a mounted Secret has them. Whoever has one may do
 * everything. The folder is read anew every {@link #FRESH}.
 */
public final class TokenFiles implements Access {
  /** Shorter ones can be guessed. */
  public static final int LEAST_LENGTH = 32;

  static final Duration FRESH = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TokenFiles.class);
  private static final long LARGEST_FILE = 16 * 1024;

  private final Path directory;
  private final InstantSource clock;
  private Tokens tokens;

  private record Tokens(Map<Caller, byte[]> digests, Instant readAt) {}

  /**
   * Reads them at once.
   *
   * @throws IllegalArgumentException when the folder cannot be read, or has a token that is too
   *     short, or none: the message says which file, and the remedy
   */
  public TokenFiles(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
    try {
      this.tokens = read();
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "The tokens of the HTTP API cannot be read from %s: %s".formatted(directory, e), e);
    }
  }

  @Override
  public Optional<Caller> caller(@Nullable String token) {
    if (token == null) {
      return Optional.empty();
    }
    var digest = Digest.sha256(token);
    Optional<Caller> found = Optional.empty();
    // Each is compared in full, and all are: how long it takes says nothing of any.
    for (var known : fresh().entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), digest)) {
        found = Optional.of(known.getKey());
      }
    }
    return found;
  }

  @Override
  public boolean may(Caller caller, Deed deed) {
    return true;
  }

  /** What cannot be read leaves the tokens as they were: a Secret may be exchanged just now. */
  private synchronized Map<Caller, byte[]> fresh() {
    var now = clock.instant();
    if (!now.isBefore(tokens.readAt().plus(FRESH))) {
      try {
        tokens = read();
      } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
        LOG.warn("The tokens of the HTTP API stay as they are: {}", e.getMessage());
        tokens = new Tokens(tokens.digests(), now);
      }
    }
    return tokens.digests();
  }

  private Tokens read() throws IOException {
    var all = new HashMap<Caller, byte[]>();
    for (var file : files()) {
      all.put(Caller.named(file.getFileName().toString()), digest(file));
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no token of the HTTP API in %s. Put a file for each caller there: its name is the caller's, its content the token."
              .formatted(directory));
    }
    return new Tokens(Map.copyOf(all), clock.instant());
  }

  /** A mounted Secret has hidden entries beside its keys. */
  private List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static byte[] digest(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IllegalArgumentException(
          "The token in %s is longer than %d bytes.".formatted(file, LARGEST_FILE));
    }
    var token = Files.readString(file).strip();
    if (token.length() < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "The token in %s has fewer than %d characters. Make one by: openssl rand -hex 32"
              .formatted(file, LEAST_LENGTH));
    }
    return Digest.sha256(token);
  }
}
