package dev.videojob.worker.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.s3.ObjectStore.Headers;
import dev.videojob.worker.testing.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final Headers HEADERS = new Headers("video/mp4", "no-cache");

  @TempDir private Path temp = Path.of(".");

  @Test
  void largeObjectsGoUpAndAreCopiedInParts() throws IOException {
    byte[] content = new byte[11 * MEBIBYTE + 17];
    new Random(1).nextBytes(content);
    Path file = Files.write(temp.resolve("large"), content);
    ObjectStore.Limits limits =
        new ObjectStore.Limits(6 * MEBIBYTE, 5 * MEBIBYTE, 6 * MEBIBYTE, 5 * MEBIBYTE);
    try (TestS3 s3 = TestS3.start(Files.createDirectory(temp.resolve("s3")))) {
      ObjectStore store = new ObjectStore(s3.client(), TestS3.OUT, limits);
      store.put("a/large", file, HEADERS);
      store.copy("a/large", "b/large", content.length, HEADERS);

      assertThat(store.find("b/large")).hasValue(content);
      assertThat(store.list("a/")).containsEntry("a/large", (long) content.length);
      assertThat(s3.client().headObject(h -> h.bucket(TestS3.OUT).key("b/large")).contentType())
          .isEqualTo("video/mp4");
      store.delete(List.of("a/large", "never/there"));
      assertThat(s3.keys("")).containsExactly("b/large");
    }
  }

  @Test
  void aDestinationThatDoesNotExistIsASettingThatIsWrong() throws IOException {
    try (TestS3 s3 = TestS3.start(Files.createDirectory(temp.resolve("s3")))) {
      ObjectStore store = new ObjectStore(s3.client(), "no-such-bucket");
      WorkerFailure failure =
          catchThrowableOfType(WorkerFailure.class, () -> store.put("k", new byte[] {1}, HEADERS));
      assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }
  }
}
