package dev.videojob.crds.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.crds.admission.Admission.Admitted;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records and CRDs must agree: an object reads the same before and after an API server. */
class DefaultsTest {
  private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS =
      Map.of(
          "VideoJob", VideoJob.class,
          "VideoQueue", VideoQueue.class,
          "TranscodeProfile", TranscodeProfile.class,
          "DeadLetterRedrive", DeadLetterRedrive.class,
          "FinishedWork", FinishedWork.class);

  private final Admission admission = new Admission();
  private final KubernetesSerialization kubernetes = new KubernetesSerialization();

  static Set<String> good() {
    return AdmissionTable.good().keySet();
  }

  @ParameterizedTest
  @MethodSource("good")
  void recordsFillInWhatTheCrdFillsIn(String name) {
    ObjectNode given = given(name);

    assertThat((Object) read(given).getSpec()).isEqualTo(read(stored(given)).getSpec());
  }

  @ParameterizedTest
  @MethodSource("good")
  void theCrdFillsInWhatRecordsFillIn(String name) {
    ObjectNode written = kubernetes.convertValue(read(given(name)), ObjectNode.class);

    assertThat(stored(written).get("spec")).isEqualTo(written.get("spec"));
  }

  /** An operator that writes a resource back changes nothing that may not change. */
  @ParameterizedTest
  @MethodSource("good")
  void whatARecordWritesBackIsAdmitted(String name) {
    ObjectNode stored = stored(given(name));
    ObjectNode writtenBack = kubernetes.convertValue(read(stored), ObjectNode.class);

    assertThat(admission.admit(writtenBack, stored)).isInstanceOf(Admitted.class);
  }

  private static ObjectNode given(String name) {
    return Objects.requireNonNull(AdmissionTable.good().get(name));
  }

  private CustomResource<?, ?> read(JsonNode object) {
    return kubernetes.convertValue(
        object, Objects.requireNonNull(KINDS.get(object.get("kind").asText())));
  }

  private ObjectNode stored(ObjectNode object) {
    return ((Admitted)
            assertThat(admission.admit(object, null)).isInstanceOf(Admitted.class).actual())
        .object();
  }
}
