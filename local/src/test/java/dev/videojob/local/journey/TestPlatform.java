package dev.videojob.local.journey;

import dev.videojob.local.LocalPlatformConfig;
import dev.videojob.local.command.LocalStack;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The whole platform, running while the tests of one class do, and a user of it. */
final class TestPlatform implements BeforeAllCallback, AfterAllCallback {
  private final boolean withOperator;
  private final Consumer<LocalPlatformConfig.Builder> changes;
  private @Nullable LocalStack stack;
  private @Nullable UserClients user;

  private TestPlatform(boolean withOperator, Consumer<LocalPlatformConfig.Builder> changes) {
    this.withOperator = withOperator;
    this.changes = changes;
  }

  static TestPlatform running() {
    return running(platform -> {});
  }

  static TestPlatform running(Consumer<LocalPlatformConfig.Builder> changes) {
    return new TestPlatform(true, changes);
  }

  static TestPlatform withoutOperator() {
    return withoutOperator(platform -> {});
  }

  static TestPlatform withoutOperator(Consumer<LocalPlatformConfig.Builder> changes) {
    return new TestPlatform(false, changes);
  }

  LocalStack stack() {
    return Objects.requireNonNull(stack, "the platform does not run yet");
  }

  UserClients user() {
    return Objects.requireNonNull(user, "the platform does not run yet");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    var started = LocalStack.startPlatform(changes);
    stack = started;
    if (withOperator) {
      started.startOperator();
    }
    user = new UserClients(started.endpoints().asEnvironment());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (user != null) {
      user.close();
    }
    if (stack != null) {
      stack.close();
    }
  }
}
