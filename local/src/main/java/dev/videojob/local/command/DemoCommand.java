package dev.videojob.local.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code demo}: files go in, renditions come out, and everything between can be watched. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the local platform, uploads the files and shows how they become renditions.",
      "Exit code: 0 if every file succeeded, 1 if one did not, 2 for arguments that cannot be used."
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Videos to upload. Without one: a clip of 10 s, made here, with motion, sound and a timer.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where outputs are put, a folder a file. Default: ${DEFAULT-VALUE}.",
      defaultValue = "./out")
  private Path out = Path.of("out");

  @Option(
      names = "--json",
      description =
          "Prints one machine-readable report on standard output, and nothing else there.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    refuseMissingFiles();
    Files.createDirectories(out);
    var people =
        json
            ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
            : command().commandLine().getOut();
    people.println("Starting SQS, S3, Mongo, Kubernetes and the operator on this machine …");
    people.flush();
    var clips = CompletableFuture.supplyAsync(this::clips, Thread::startVirtualThread);
    try (var stack = new StackUntilExit(LocalStack.start())) {
      var report = new Demo(stack.stack(), out, people, onTerminal()).run(clips.join());
      if (json) {
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(System.out, report);
        System.out.println();
      } else {
        new DemoReportText(people).print(report);
      }
      return report.allSucceeded() ? 0 : 1;
    }
  }

  private void refuseMissingFiles() {
    files.stream()
        .filter(file -> !Files.isRegularFile(file))
        .findFirst()
        .ifPresent(
            file -> {
              throw new ParameterException(
                  command().commandLine(), "There is no file '" + file + "'.");
            });
  }

  private List<Path> clips() {
    return files.isEmpty() ? List.of(DemoClip.make()) : files;
  }

  private boolean onTerminal() {
    return !json && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  /** A stack that ends once: with the command, or with the process when Ctrl-C comes first. */
  private static final class StackUntilExit implements AutoCloseable {
    private final LocalStack stack;
    private final Thread hook;

    StackUntilExit(LocalStack stack) {
      this.stack = stack;
      this.hook = Thread.ofPlatform().name("down").unstarted(stack::close);
      Runtime.getRuntime().addShutdownHook(hook);
    }

    LocalStack stack() {
      return stack;
    }

    @Override
    public void close() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
        stack.close();
      } catch (IllegalStateException shuttingDown) {
        // The hook does it.
      }
    }
  }
}
