package dev.videojob.operator.intake.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.operator.slots.QueueKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

class WorkNameTest {
  private static final QueueKey QUEUE = new QueueKey("media", "uploads");

  private static WorkRequest object(String key, String sequencer) {
    return WorkRequestBuilder.builder()
        .identity(WorkIdentity.OfObject.of("in", key, null, "etag", sequencer, "m"))
        .sourceUri("s3://in/" + key)
        .build();
  }

  @Property
  void isADnsLabelThatLeavesRoomForAttempts(@ForAll String key, @ForAll String sequencer) {
    String name = WorkName.of(QUEUE, object(key, sequencer));

    assertThat(name).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThanOrEqualTo(52);
    assertThat(name + "-12345").hasSizeLessThanOrEqualTo(63);
  }

  @Property
  void isTheSameForTheSameWork(@ForAll String key, @ForAll String sequencer) {
    assertThat(WorkName.of(QUEUE, object(key, sequencer)))
        .isEqualTo(WorkName.of(new QueueKey("other-namespace", "uploads"), object(key, sequencer)));
  }

  @Property
  void differsForOtherWork(@ForAll @Size(min = 2, max = 200) @UniqueElements List<String> keys) {
    Set<String> names = new HashSet<>();
    for (String key : keys) {
      names.add(WorkName.of(QUEUE, object(key, "01")));
    }
    assertThat(names).hasSameSizeAs(keys);
  }

  @Example
  void differsForOtherUploadsOfAKeyAndOtherQueues() {
    assertThat(
            Set.of(
                WorkName.of(QUEUE, object("clip.mp4", "01")),
                WorkName.of(QUEUE, object("clip.mp4", "02")),
                WorkName.of(new QueueKey("media", "second"), object("clip.mp4", "01"))))
        .hasSize(3)
        .allMatch(name -> name.startsWith("clip-"));
  }

  @Example
  void keepsItsPartsApart() {
    var left = new WorkIdentity.OfObject("a", "b", "c", null, null, null);
    var right = new WorkIdentity.OfObject("a", "b1:c", null, null, null, null);

    assertThat(left.canonical()).isNotEqualTo(right.canonical());
  }

  @Example
  void isReadable() {
    assertThat(WorkName.of(QUEUE, object("in/Été à Paris (2024).mp4", "01")))
        .startsWith("ete-a-paris-2024-");
    assertThat(WorkName.of(QUEUE, object("映画.mp4", "01"))).startsWith("video-");
    assertThat(WorkName.of(QUEUE, object("x".repeat(90), "01")))
        .startsWith("x".repeat(40) + "-")
        .hasSize(51);
  }

  @Example
  void isWhatItWasInEarlierReleases() {
    assertThat(WorkName.of(QUEUE, object("clip.mp4", "01"))).isEqualTo("clip-yozprpo4lm");
    assertThat(WorkName.messageLabel("5fea7756-0ea4-451a-a703-a558b933e274"))
        .isEqualTo("lx4h6i4bt444jod6n5s7");
  }
}
