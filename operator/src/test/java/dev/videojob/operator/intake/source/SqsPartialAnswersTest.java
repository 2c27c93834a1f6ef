package dev.videojob.operator.intake.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.SetClock;
import dev.videojob.operator.intake.SqsGate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An SQS that throttles, fails, or answers for some messages of a call only. */
class SqsPartialAnswersTest {
  private static final Duration WANTED = Duration.ofSeconds(30);

  private final SqsGate sqs = new SqsGate("http://127.0.0.1:1");
  private final SqsClients clients =
      new SqsClients(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")), "us-east-1");
  private final SetClock clock = new SetClock();
  private final SqsWorkSource source = source();
  private final List<Lease> ten =
      IntStream.range(0, 10)
          .mapToObj(i -> new Lease("m" + i, "r" + i, clock.instant(), 1))
          .toList();

  private SqsWorkSource source() {
    var queue =
        VideoQueueSpecSqsBuilder.builder()
            .queueUrl(sqs.endpoint() + "/000000000000/uploads")
            .waitTimeSeconds(1)
            .build();
    return new SqsWorkSource(clients.forQueue(queue), queue, clock);
  }

  @AfterEach
  void close() {
    clients.close();
    sqs.close();
  }

  private static String answer(List<Integer> successful, String failed) {
    return successful.stream()
        .map("{\"Id\":\"%d\"}"::formatted)
        .collect(Collectors.joining(",", "{\"Successful\":[", "],\"Failed\":[" + failed + "]}"));
  }

  private static String failure(int id, String code) {
    return "{\"Id\":\"%d\",\"Code\":\"%s\",\"Message\":\"so it is\",\"SenderFault\":true}"
        .formatted(id, code);
  }

  private static List<Integer> allBut(int left) {
    return IntStream.range(0, 10).filter(i -> i != left).boxed().toList();
  }

  private LeaseOutcome renewed(int i) {
    return new LeaseOutcome.Renewed(ten.get(i), clock.instant().plus(WANTED));
  }

  @ParameterizedTest
  @CsvSource({
    "RequestThrottled, TryAgain",
    "InternalError, TryAgain",
    "ServiceUnavailable, TryAgain",
    "AWS.SimpleQueueService.MessageNotInflight, Lost",
    "MessageNotInflight, Lost",
    "ReceiptHandleIsInvalid, Lost"
  })
  void one_failed_entry_of_ten_says_nothing_of_the_others(String code, String outcome) {
    sqs.answers(answer(allBut(3), failure(3, code)));

    var renewals = source.renew(ten, WANTED);
    var deletions = source.delete(ten);

    assertThat(renewals.get(3).getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(deletions.get(3).getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(allBut(3)).allSatisfy(i -> assertThat(renewals.get(i)).isEqualTo(renewed(i)));
    assertThat(allBut(3))
        .allSatisfy(
            i -> assertThat(deletions.get(i)).isEqualTo(new DeleteOutcome.Deleted(ten.get(i))));
  }

  @Test
  void an_entry_that_the_answer_does_not_mention_is_neither_renewed_nor_deleted() {
    sqs.answers(answer(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), ""));

    assertThat(source.renew(ten, WANTED).getLast())
        .isEqualTo(new LeaseOutcome.TryAgain(ten.getLast(), SqsAnswers.NOT_MENTIONED));
    assertThat(source.delete(ten).getLast())
        .isEqualTo(new DeleteOutcome.TryAgain(ten.getLast(), SqsAnswers.NOT_MENTIONED));
  }

  @Test
  void an_answer_without_any_entry_renews_and_deletes_nothing() {
    sqs.answers("{}");

    assertThat(source.renew(ten, WANTED)).hasOnlyElementsOfType(LeaseOutcome.TryAgain.class);
    assertThat(source.delete(ten)).hasOnlyElementsOfType(DeleteOutcome.TryAgain.class);
  }

  @Test
  void an_entry_that_is_both_done_and_failed_has_failed() {
    sqs.answers(answer(List.of(0, 1), failure(1, "RequestThrottled")));

    assertThat(source.renew(ten.subList(0, 2), WANTED).get(1))
        .isInstanceOf(LeaseOutcome.TryAgain.class);
    assertThat(source.delete(ten.subList(0, 2)).get(1)).isInstanceOf(DeleteOutcome.TryAgain.class);
  }

  @Test
  void an_entry_that_nobody_asked_about_is_passed_over() {
    sqs.answers(answer(List.of(0, 77), failure(99, "RequestThrottled")));

    assertThat(source.renew(ten.subList(0, 1), WANTED)).containsExactly(renewed(0));
    assertThat(source.delete(ten.subList(0, 1)))
        .containsExactly(new DeleteOutcome.Deleted(ten.getFirst()));
  }

  @ParameterizedTest
  @CsvSource({"400, RequestThrottled", "503, ServiceUnavailable", "403, AccessDenied"})
  void a_call_that_is_refused_as_a_whole_is_made_again_later(int status, String code) {
    sqs.refuses(status, code, "not now");

    assertThat(source.renew(ten, WANTED))
        .hasSize(10)
        .hasOnlyElementsOfType(LeaseOutcome.TryAgain.class);
    assertThat(source.delete(ten)).hasSize(10).hasOnlyElementsOfType(DeleteOutcome.TryAgain.class);
    assertThatCode(() -> source.release(ten)).doesNotThrowAnyException();
  }

  @Test
  void an_answer_that_cannot_be_read_is_no_answer() {
    sqs.answers("<html>Bad Gateway</html>");

    assertThat(source.renew(ten, WANTED)).hasOnlyElementsOfType(LeaseOutcome.TryAgain.class);
    assertThat(source.delete(ten)).hasOnlyElementsOfType(DeleteOutcome.TryAgain.class);
    assertThatCode(() -> source.release(ten)).doesNotThrowAnyException();
    assertThatThrownBy(() -> source.receive(1)).isInstanceOf(WorkSourceException.class);
  }

  @Test
  void a_release_of_which_one_entry_fails_leaves_that_message_to_its_visibility() {
    sqs.answers(answer(allBut(3), failure(3, "RequestThrottled")));

    assertThatCode(() -> source.release(ten)).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{1} says: {2}")
  @CsvSource({
    "400, RequestThrottled, more and more rarely",
    "403, AccessDenied, Allow the operator's credentials",
    "403, InvalidClientTokenId, credentials that are valid",
    "403, ExpiredToken, credentials that are valid",
    "400, AWS.SimpleQueueService.NonExistentQueue, Create the queue",
    "500, InternalFailure, tried again by itself"
  })
  void a_receive_that_fails_says_what_to_do(int status, String code, String remedy) {
    sqs.refuses(status, code, "so it is");

    assertThatThrownBy(() -> source.receive(1))
        .isInstanceOf(WorkSourceException.class)
        .hasMessageContaining("so it is")
        .hasMessageContaining(remedy);
  }
}
