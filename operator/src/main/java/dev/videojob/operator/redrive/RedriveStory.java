package dev.videojob.operator.redrive;

import static java.util.Objects.requireNonNullElse;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatusBuilder;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.operator.status.Conditions;
import dev.videojob.operator.status.Conditions.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the status of a redrive says next. Pure. */
final class RedriveStory {
  static final int MAX_SAMPLES = 10;
  private static final String LOOKING = "Letters are looked at.";

  private final DeadLetterRedrive redrive;
  private final DeadLetterRedriveStatus status;
  private final Instant now;

  RedriveStory(DeadLetterRedrive redrive, Instant now) {
    this.redrive = redrive;
    this.status = requireNonNullElse(redrive.getStatus(), DeadLetterRedriveStatus.NEW);
    this.now = now;
  }

  DeadLetterRedriveStatus waiting(String reason, String sentence) {
    return said(
            builder().state(RedriveState.WAITING).message(sentence),
            Said.no(Conditions.COMPLETE, reason, sentence))
        .build();
  }

  /** It begins: what dies from now on is not for it. */
  DeadLetterRedriveStatus begun(String deadLetterQueueUrl) {
    return said(
            builder()
                .state(RedriveState.RUNNING)
                .message(LOOKING)
                .startTime(requireNonNullElse(status.startTime(), now.toString()))
                .deadLetterQueueUrl(deadLetterQueueUrl)
                .examined(examined())
                .matched(matched())
                .redriven(redriven()),
            Said.no(Conditions.COMPLETE, "Running", LOOKING))
        .build();
  }

  /** {@code ids} are about to be returned. */
  DeadLetterRedriveStatus moving(List<String> ids, Scan scan) {
    var moving = new LinkedHashSet<>(status.moving());
    moving.addAll(ids);
    return counted(scan, new ArrayList<>(moving), redriven());
  }

  /** {@code ids} have been returned, and are gone. */
  DeadLetterRedriveStatus returned(List<String> ids, Scan scan) {
    var moving = new ArrayList<>(status.moving());
    moving.removeAll(Set.copyOf(ids));
    return counted(scan, moving, redriven() + ids.size());
  }

  /** How far it has come; counts go up only, as a scan that begins anew has still to come by. */
  DeadLetterRedriveStatus progress(Scan scan) {
    return counted(scan, status.moving(), redriven());
  }

  private DeadLetterRedriveStatus counted(Scan scan, List<String> moving, long redriven) {
    var inHand = scan.hand().stream().filter(letter -> !moving.contains(letter.id())).count();
    var matching = redriven + moving.size() + inHand + scan.matchingThatStay();
    var looked = redriven + moving.size() + inHand + scan.stayedCount();
    return builder()
        .message(
            Conditions.isTrue(status.conditions(), Conditions.STALLED) ? status.message() : LOOKING)
        .matched(Math.max(matched(), matching))
        .examined(Math.max(examined(), looked))
        .redriven(redriven)
        .moving(moving)
        .samples(
            Stream.concat(status.samples().stream(), scan.samples().stream())
                .distinct()
                .limit(MAX_SAMPLES)
                .toList())
        .build();
  }

  /** Letters that were being returned and did not come again are gone. */
  DeadLetterRedriveStatus settled(Scan scan) {
    return counted(scan, List.of(), redriven() + status.moving().size());
  }

  /** A queue refuses. */
  DeadLetterRedriveStatus stalled(String sentence) {
    return said(builder().message(sentence), Said.yes(Conditions.STALLED, "QueueFailing", sentence))
        .build();
  }

  /** No queue refuses any more. */
  DeadLetterRedriveStatus goesOn() {
    return builder()
        .message(LOOKING)
        .conditions(Conditions.without(status.conditions(), Conditions.STALLED))
        .build();
  }

  /** It goes on, and says what it waits for. */
  DeadLetterRedriveStatus says(String sentence) {
    return builder().message(sentence).build();
  }

  /** It has ended. */
  DeadLetterRedriveStatus complete(Scan scan, String reason, String remark) {
    var all = settled(scan);
    var sentence = outcome(all, scan) + remark;
    return said(
            DeadLetterRedriveStatusBuilder.builder(all)
                .observedGeneration(generation())
                .state(RedriveState.COMPLETE)
                .message(sentence)
                .completionTime(now.toString())
                .conditions(Conditions.without(status.conditions(), Conditions.STALLED)),
            Said.yes(Conditions.COMPLETE, reason, sentence))
        .build();
  }

  private String outcome(DeadLetterRedriveStatus all, Scan scan) {
    long examined = requireNonNullElse(all.examined(), 0L);
    long matching = requireNonNullElse(all.matched(), 0L);
    if (examined == 0) {
      return "There is no letter in the dead-letter queue.";
    }
    if (matching == 0) {
      return "Nothing of %d letters matched; they were excluded by: %s."
          .formatted(examined, scan.exclusionsInWords());
    }
    return redrive.getSpec().dryRun()
        ? "%d of %d letters match; nothing was moved, as spec.dryRun is true."
            .formatted(matching, examined)
        : "%d of %d letters were returned to their queue."
            .formatted(requireNonNullElse(all.redriven(), 0L), examined);
  }

  DeadLetterRedriveStatus failed(String reason, String sentence) {
    var builder =
        builder()
            .state(RedriveState.FAILED)
            .message(sentence)
            .completionTime(now.toString())
            .conditions(Conditions.without(status.conditions(), Conditions.COMPLETE));
    return said(builder, Said.yes(Conditions.FAILED, reason, sentence)).build();
  }

  private DeadLetterRedriveStatusBuilder builder() {
    return DeadLetterRedriveStatusBuilder.builder(status).observedGeneration(generation());
  }

  private DeadLetterRedriveStatusBuilder said(DeadLetterRedriveStatusBuilder builder, Said said) {
    return builder.conditions(Conditions.with(builder.conditions(), said, generation(), now));
  }

  private long generation() {
    return requireNonNullElse(redrive.getMetadata().getGeneration(), 1L);
  }

  private long examined() {
    return requireNonNullElse(status.examined(), 0L);
  }

  private long matched() {
    return requireNonNullElse(status.matched(), 0L);
  }

  private long redriven() {
    return requireNonNullElse(status.redriven(), 0L);
  }
}
