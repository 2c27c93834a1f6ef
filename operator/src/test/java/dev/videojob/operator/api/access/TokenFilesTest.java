package dev.videojob.operator.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.SetClock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFilesTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  @Test
  void a_file_is_a_caller_and_its_content_the_token() throws Exception {
    Files.writeString(folder.resolve("shop"), TOKEN + "\n");
    var access = new TokenFiles(folder, new Moments());

    assertThat(access.caller(TOKEN)).map(Caller::name).hasValue("shop");
    assertThat(access.caller(TOKEN + "0")).isEmpty();
    assertThat(access.caller(null)).isEmpty();
  }

  @Test
  void a_token_that_is_taken_away_or_exchanged_works_for_seconds_only() throws Exception {
    var clock = new SetClock();
    Files.writeString(folder.resolve("shop"), TOKEN);
    Files.writeString(folder.resolve("studio"), TOKEN.replace('0', '9'));
    var access = new TokenFiles(folder, clock);

    Files.delete(folder.resolve("shop"));
    Files.writeString(folder.resolve("studio"), TOKEN.replace('0', '8'));
    clock.forward(TokenFiles.FRESH);

    assertThat(access.caller(TOKEN)).isEmpty();
    assertThat(access.caller(TOKEN.replace('0', '9'))).isEmpty();
    assertThat(access.caller(TOKEN.replace('0', '8'))).map(Caller::name).hasValue("studio");
  }

  @Test
  void an_empty_folder_and_a_token_that_can_be_guessed_are_refused() throws Exception {
    assertThatThrownBy(() -> new TokenFiles(folder, new Moments()))
        .hasMessageContaining("There is no token");
    Files.writeString(folder.resolve("shop"), "secret");
    assertThatThrownBy(() -> new TokenFiles(folder, new Moments()))
        .hasMessageContaining("fewer than 32 characters");
  }
}
