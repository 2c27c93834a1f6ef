package dev.videojob.crds.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program git in one working tree. */
final class Git {
  private final Path root;

  Git(Path root) {
    this.root = root;
  }

  /** What git could not do, in its own words. */
  static final class GitException extends Exception {
    GitException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  List<String> lines(String... arguments) throws GitException {
    return text(arguments).lines().toList();
  }

  String text(String... arguments) throws GitException {
    List<String> command = new ArrayList<>(List.of("git", "--no-pager"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    // A hook of git's names its own repository to whatever it starts.
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new GitException(String.join(" ", command) + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new GitException("git cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GitException("git was interrupted");
    }
  }
}
